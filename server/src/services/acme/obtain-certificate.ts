import { createPrivateKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { AcmeConfig, AcmeStore, IssuedCertificate } from '../../domain/configuration/acme-store.ts';
import { AcmeClient } from '../../platform/acme/acme-client.ts';
import { type AcmeOrder, refusalOf } from '../../platform/acme/acme-objects.ts';
import { AcmeRefusal } from '../../platform/acme/acme-refusal.ts';
import type { AcmeTransport } from '../../platform/acme/acme-transport.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { checkIssued } from './check-issued.ts';
import { pollDelayMs, pause } from './poll.ts';
import { proveNames } from './prove-names.ts';

export interface ObtainParts {
  readonly store: AcmeStore;
  readonly transport: AcmeTransport;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface OpenOrder {
  readonly url: string;
  readonly order: AcmeOrder;
}

/**
 * A certificate for the names of `config`, by the journey of RFC 8555 §7.1: account, order, proof of each name, request. Keys and the
 * order's address are durable before the authority is asked for more, so whoever is killed goes on where it was.
 * @throws AcmeRefusal
 */
export async function obtainCertificate(parts: ObtainParts, config: AcmeConfig): Promise<IssuedCertificate> {
  const { store, clock } = parts;
  const { directoryUrl, domainNames: names } = config;
  const client = await openClient(parts, config);
  const { termsOfService, caaIdentities } = client.directory;
  await store.note({ termsOfService, caaIdentities });
  const key = store.state().key ?? (await newKey());
  if (store.state().key === null) await store.note({ key });
  const { url, order: begun } = await openOrder(client, parts, config);
  await store.note({ order: { url, directoryUrl, names } });
  let order = begun;
  if (order.status === 'pending') {
    await proveNames(client, parts, order, names);
    order = await whileIn('pending', client, parts, url);
  }
  if (order.status === 'ready') {
    // Loaded here only: the library for it costs a quarter of a second and 20 MB.
    const { acmeRequest } = await import('../../platform/acme/acme-request.ts');
    order = await client.finalize(order, await acmeRequest(createPrivateKey(key), names));
  }
  if (order.status === 'processing') order = await whileIn('processing', client, parts, url);
  if (order.status !== 'valid' || order.certificate === null) throw failed(order);
  const issued = checkIssued(await client.certificate(order.certificate), { key, names, now: clock.now() });
  const { renewalId } = await import('../../platform/acme/acme-request.ts');
  return { ...issued, renewalId: client.directory.renewalInfo === null ? null : renewalId(issued.certificate) };
}

/** Of an order that came to nothing: another one is needed. */
export function endsOrder(refusal: AcmeRefusal): boolean {
  return refusal.status !== 0 || refusal.problem !== null;
}

/** With the account of the organisation at this authority; the first time it is made. */
async function openClient(parts: ObtainParts, config: AcmeConfig): Promise<AcmeClient> {
  const { store, transport } = parts;
  const { directoryUrl } = config;
  const account = (await store.account(directoryUrl)) ?? { key: await newKey(), kid: null };
  if (account.kid === null) await store.keepAccount(directoryUrl, account);
  const client = await AcmeClient.open({
    directoryUrl,
    transport,
    key: createPrivateKey(account.key),
    kid: account.kid,
  });
  if (account.kid === null) await register(client, parts, config);
  return client;
}

async function register(client: AcmeClient, { store }: ObtainParts, config: AcmeConfig): Promise<void> {
  if (client.directory.externalAccountRequired && config.externalAccount === null) throw externalAccountMissing();
  const account = await store.account(config.directoryUrl);
  if (account === null) throw new Error('the key of the ACME account is not kept');
  const kid = await client.register({ contacts: config.contacts, external: config.externalAccount });
  await store.keepAccount(config.directoryUrl, { ...account, kid });
}

export function externalAccountMissing(): AcmeRefusal {
  return new AcmeRefusal({
    en: 'This authority serves its customers only: give the key identifier and the HMAC key that it shows in your account there (ExternalAccountKeyId and ExternalAccountHmacKey).',
    fr: 'Cette autorité ne sert que ses clients : indiquez l’identifiant et la clé HMAC qu’elle affiche dans votre compte (ExternalAccountKeyId et ExternalAccountHmacKey).',
  });
}

/** The order that was begun, while it may still come to something; otherwise a new one. */
async function openOrder(client: AcmeClient, parts: ObtainParts, config: AcmeConfig): Promise<OpenOrder> {
  const { order: begun } = parts.store.state();
  const { domainNames: names } = config;
  if (begun !== null && begun.directoryUrl === config.directoryUrl && begun.names.join() === names.join()) {
    try {
      const { order } = await client.order(begun.url);
      if (order.status !== 'invalid') return { url: begun.url, order };
    } catch (error) {
      // The authority has forgotten it.
      if (!(error instanceof AcmeRefusal) || error.status < 400 || error.status >= 500) throw error;
    }
  }
  const replaces = client.directory.renewalInfo === null ? null : (parts.store.state().issued?.renewalId ?? null);
  try {
    return await client.newOrder(names, replaces);
  } catch (error) {
    if (!(error instanceof AcmeRefusal)) throw error;
    // RFC 9773 §5: it was replaced before, or is of another authority.
    if (
      replaces !== null &&
      (error.status === 409 || error.problem === 'malformed' || error.problem === 'alreadyReplaced')
    )
      return await client.newOrder(names, null);
    // The authority has lost the account, or never made it.
    if (error.problem !== 'accountDoesNotExist') throw error;
    await register(client, parts, config);
    return await client.newOrder(names, null);
  }
}

/** The order once it is in another state. @throws AcmeRefusal when it failed, or with the reason of the signal. */
async function whileIn(
  status: AcmeOrder['status'],
  client: AcmeClient,
  { clock, signal }: ObtainParts,
  url: string,
): Promise<AcmeOrder> {
  for (let count = 0; ; count += 1) {
    const { order, retryAfterMs } = await client.order(url);
    if (order.status === 'invalid') throw failed(order);
    if (order.status !== status) return order;
    await pause(clock, pollDelayMs(count, retryAfterMs), signal);
  }
}

function failed({ status, error }: AcmeOrder): AcmeRefusal {
  return refusalOf(error ?? { type: '', detail: `the order is ${status}` }, { status: 403, retryAfterMs: null });
}

async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}
