import type { AcmeClient } from '../../platform/acme/acme-client.ts';
import { type AcmeChallenge, type AcmeOrder, odd } from '../../platform/acme/acme-objects.ts';
import { AcmeRefusal } from '../../platform/acme/acme-refusal.ts';
import type { ObtainParts } from './obtain-certificate.ts';
import { pause, pollDelayMs } from './poll.ts';

/** RFC 8555 §8: at least 128 bits in base64url. Nothing else is ever looked up. */
export const challengeToken = /^[\w-]{22,256}$/;

interface Pending {
  readonly name: string;
  readonly url: string;
  readonly challenge: AcmeChallenge;
}

/** Proves each name of an order by HTTP (RFC 8555 §8.3); those that the authority still believes are not asked for. @throws AcmeRefusal */
export async function proveNames(
  client: AcmeClient,
  parts: ObtainParts,
  order: AcmeOrder,
  names: readonly string[],
): Promise<void> {
  const pending: Pending[] = [];
  for (const url of order.authorizations) {
    const { authorization } = await client.authorization(url);
    if (authorization.status === 'valid') continue;
    const { name } = authorization;
    if (!names.includes(name)) throw odd(`it asks for ${name}`, `il demande ${name}`);
    const challenge = authorization.challenges.find(({ type }) => type === 'http-01');
    if (challenge === undefined)
      throw new AcmeRefusal({
        en: `The certificate authority does not let ${name} be proved by HTTP (http-01).`,
        fr: `L’autorité de certification n’accepte pas de prouver ${name} par HTTP (http-01).`,
      });
    if (!challengeToken.test(challenge.token)) throw odd('its token is none', 'son jeton n’en est pas un');
    pending.push({ name, url, challenge });
  }
  for (const { challenge } of pending)
    await parts.store.offerChallenge(challenge.token, client.keyAuthorization(challenge.token));
  for (const { challenge } of pending) if (challenge.status === 'pending') await client.answerChallenge(challenge.url);
  for (const one of pending) await proved(client, parts, one);
}

async function proved(client: AcmeClient, { clock, signal }: ObtainParts, { name, url }: Pending): Promise<void> {
  for (let count = 0; ; count += 1) {
    const { authorization, retryAfterMs } = await client.authorization(url);
    if (authorization.status === 'valid') return;
    if (authorization.status !== 'pending') {
      const error = authorization.challenges.find((one) => one.error !== null)?.error;
      const said = error === null || error === undefined ? authorization.status : `${error.detail} (${error.type})`;
      throw new AcmeRefusal(
        {
          en: `The certificate authority could not prove ${name}: ${said}`,
          fr: `L’autorité de certification n’a pas pu prouver ${name} : ${said}`,
        },
        { problem: error?.type ?? 'unauthorized', status: 403 },
      );
    }
    await pause(clock, pollDelayMs(count, retryAfterMs), signal);
  }
}
