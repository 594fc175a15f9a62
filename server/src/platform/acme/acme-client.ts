import type { KeyObject } from 'node:crypto';
import {
  type AcmeAuthorization,
  type AcmeDirectory,
  type AcmeOrder,
  authorizationIn,
  directoryIn,
  objectIn,
  odd,
  orderIn,
  problemIn,
  refusalOf,
} from './acme-objects.ts';
import { AcmeRefusal } from './acme-refusal.ts';
import type { AcmeAnswer, AcmeTransport } from './acme-transport.ts';
import { type ExternalAccount, externalAccountBinding, keyAuthorization, signedRequest } from './jws.ts';

/** Pebble refuses every twentieth nonce, to see whether clients ask again (RFC 8555 §6.5). */
const mostNonces = 6;

/** What RFC 8555 lets a client ask for, over one directory and with one account's key. Errors are AcmeRefusals, for the administrator. */
export class AcmeClient {
  readonly directory: AcmeDirectory;
  private readonly transport: AcmeTransport;
  private readonly key: KeyObject;
  private kid: string | null;
  private nonce: string | null = null;

  private constructor(
    directory: AcmeDirectory,
    { transport, key, kid }: { transport: AcmeTransport; key: KeyObject; kid: string | null },
  ) {
    this.directory = directory;
    this.transport = transport;
    this.key = key;
    this.kid = kid;
  }

  /** `key`: P-256. `kid`: the account's address as `register` gave it, `null` before. */
  static async open(of: {
    readonly directoryUrl: string;
    readonly transport: AcmeTransport;
    readonly key: KeyObject;
    readonly kid: string | null;
  }): Promise<AcmeClient> {
    return new AcmeClient(await readDirectory(of.transport, of.directoryUrl), of);
  }

  /** The account of the key, made when there is none (§7.3); its address. Whoever calls has agreed to the terms of service. */
  async register(of: {
    readonly contacts: readonly string[];
    readonly external: ExternalAccount | null;
  }): Promise<string> {
    const url = this.directory.newAccount;
    this.kid = null;
    const answer = await this.post(url, {
      termsOfServiceAgreed: true,
      ...(of.contacts.length === 0 ? {} : { contact: of.contacts.map((address) => `mailto:${address}`) }),
      ...(of.external === null ? {} : { externalAccountBinding: externalAccountBinding(of.external, this.key, url) }),
    });
    if (answer.location === null) throw odd('it gives the account no address', 'le compte est sans adresse');
    this.kid = answer.location;
    return this.kid;
  }

  /** An order and its address (§7.4). `replaces`: what RFC 9773 §5 calls the certificate that it renews. */
  async newOrder(names: readonly string[], replaces: string | null): Promise<{ url: string; order: AcmeOrder }> {
    const identifiers = names.map((value) => ({ type: 'dns', value }));
    const answer = await this.post(this.directory.newOrder, {
      identifiers,
      ...(replaces === null ? {} : { replaces }),
    });
    if (answer.location === null) throw odd('it gives the order no address', 'la commande est sans adresse');
    return { url: answer.location, order: orderIn(answer) };
  }

  async order(url: string): Promise<{ order: AcmeOrder; retryAfterMs: number | null }> {
    const answer = await this.post(url, null);
    return { order: orderIn(answer), retryAfterMs: answer.retryAfterMs };
  }

  async authorization(url: string): Promise<{ authorization: AcmeAuthorization; retryAfterMs: number | null }> {
    const answer = await this.post(url, null);
    return { authorization: authorizationIn(answer), retryAfterMs: answer.retryAfterMs };
  }

  /** What a challenge with this token is answered with (§8.1). */
  keyAuthorization(token: string): string {
    return keyAuthorization(token, this.key);
  }

  /** Says that a challenge can be looked at (§7.5.1). */
  async answerChallenge(url: string): Promise<void> {
    objectIn(await this.post(url, {}));
  }

  /** `request`: PKCS #10 in DER (§7.4). */
  async finalize(order: Pick<AcmeOrder, 'finalize'>, request: Buffer): Promise<AcmeOrder> {
    return orderIn(await this.post(order.finalize, { csr: request.toString('base64url') }));
  }

  /** The chain in PEM, as it came (§7.4.2): nobody has looked at it yet. */
  async certificate(url: string): Promise<string> {
    return (await this.post(url, null)).body;
  }

  private async post(url: string, payload: unknown): Promise<AcmeAnswer> {
    for (let count = 1; ; count += 1) {
      const nonce = await this.takeNonce();
      const answer = await this.transport.send(
        'POST',
        url,
        signedRequest({ key: this.key, kid: this.kid, nonce, url, payload }),
      );
      this.nonce = answer.nonce;
      try {
        return succeeded(answer);
      } catch (error) {
        if (!(error instanceof AcmeRefusal) || error.problem !== 'badNonce' || count === mostNonces) throw error;
      }
    }
  }

  /** One nonce serves one request (§6.5): that of the last answer, or a new one. */
  private async takeNonce(): Promise<string> {
    const kept = this.nonce;
    this.nonce = null;
    if (kept !== null) return kept;
    const { nonce } = succeeded(await this.transport.send('HEAD', this.directory.newNonce, null));
    if (nonce === null) throw odd('it gives no nonce', 'il ne donne pas de nonce');
    return nonce;
  }
}

/** What the authority offers, and under which terms. Needs no account. */
export async function readDirectory(transport: AcmeTransport, url: string): Promise<AcmeDirectory> {
  return directoryIn(succeeded(await transport.send('GET', url, null)));
}

/** When the authority wants a certificate to be renewed (RFC 9773 §4.2), milliseconds since 1970. `null`: it does not say. */
export async function renewalWindow(
  transport: AcmeTransport,
  { renewalInfo }: AcmeDirectory,
  certificate: string,
): Promise<{ readonly start: number; readonly end: number; readonly retryAfterMs: number | null } | null> {
  if (renewalInfo === null) return null;
  const answer = succeeded(await transport.send('GET', `${renewalInfo.replace(/\/$/, '')}/${certificate}`, null));
  const window = objectIn(answer).suggestedWindow as { start?: unknown; end?: unknown } | undefined;
  const [start, end] = [window?.start, window?.end].map((text) => Date.parse(String(text))) as [number, number];
  // §4.2: without a window that makes sense clients go by the lifetime.
  return Number.isFinite(start) && Number.isFinite(end) && start < end
    ? { start, end, retryAfterMs: answer.retryAfterMs }
    : null;
}

/** @throws AcmeRefusal for everything but success; no redirect is followed. */
function succeeded(answer: AcmeAnswer): AcmeAnswer {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status < 400)
    throw odd(
      `it answers ${status}, and redirects are not followed`,
      `il répond ${status}, et les redirections ne sont pas suivies`,
    );
  let problem = { type: '', detail: `HTTP ${status}` };
  if (answer.type.endsWith('json')) problem = problemIn(objectIn(answer)) ?? problem;
  throw refusalOf(problem, answer);
}
