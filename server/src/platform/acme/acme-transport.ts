import { request } from 'node:https';
import { trustMachineAuthorities } from '../tls/machine-authorities.ts';
import { AcmeRefusal, oneLine } from './acme-refusal.ts';

/** A chain of certificates has some 10 KB; nothing of ACME is as long. */
const mostBytes = 256 * 1024;
const answerWithinMs = 30_000;
const longestWaitMs = 8 * 86_400_000;

export interface AcmeAnswer {
  readonly status: number;
  readonly body: string;
  /** Media type without its parameters, in lower case. */
  readonly type: string;
  readonly nonce: string | null;
  readonly location: string | null;
  readonly retryAfterMs: number | null;
}

export interface AcmeTransport {
  /** `body`: a JWS; `null` asks without one. @throws AcmeRefusal */
  send(method: 'GET' | 'HEAD' | 'POST', url: string, body: string | null): Promise<AcmeAnswer>;
}

/**
 * HTTPS to a certificate authority (RFC 8555 §6.1). Redirects are not followed, answers are limited in size and time.
 * `authorities`: PEM of who vouches for it; those that this machine trusts when `null`.
 */
export function acmeTransport(of: {
  readonly authorities: string | null;
  readonly userAgent: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): AcmeTransport {
  if (of.authorities === null) trustMachineAuthorities();
  return {
    send(method, url, body) {
      const target = acmeUrl(url);
      const { promise, resolve, reject } = Promise.withResolvers<AcmeAnswer>();
      const signal = AbortSignal.any([of.signal, AbortSignal.timeout(answerWithinMs)]);
      const asked = request(
        target,
        {
          method,
          agent: false,
          signal,
          headers: {
            'User-Agent': of.userAgent,
            'Accept-Language': 'en',
            ...(body === null
              ? {}
              : { 'Content-Type': 'application/jose+json', 'Content-Length': Buffer.byteLength(body) }),
          },
          ...(of.authorities === null ? {} : { ca: of.authorities }),
        },
        (answer) => {
          const chunks: Buffer[] = [];
          let length = 0;
          answer.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > mostBytes) return void asked.destroy(new TooLong());
            chunks.push(chunk);
          });
          answer.on('error', reject);
          answer.on('end', () => {
            const { headers } = answer;
            resolve({
              status: answer.statusCode ?? 0,
              body: Buffer.concat(chunks).toString('utf8'),
              type: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
              nonce: nonceIn(headers['replay-nonce']),
              location: headers.location ?? null,
              retryAfterMs: retryAfterIn(headers['retry-after'], of.now()),
            });
          });
        },
      );
      asked.on('error', reject);
      asked.end(body ?? undefined);
      return promise.catch((cause: unknown) => {
        throw notReached(target.host, cause, signal);
      });
    },
  };
}

/** @throws AcmeRefusal unless it is an HTTPS address without a user's name in it. */
export function acmeUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new AcmeRefusal({
      en: `"${oneLine(text)}" is no address of an ACME server: it must begin with https:// and name no user.`,
      fr: `« ${oneLine(text)} » n’est pas l’adresse d’un serveur ACME : elle doit commencer par https:// et ne nommer aucun utilisateur.`,
    });
  return url;
}

class TooLong extends Error {}

function notReached(host: string, cause: unknown, signal: AbortSignal): AcmeRefusal {
  if (cause instanceof TooLong)
    return new AcmeRefusal(
      {
        en: `${host} sends more than ${mostBytes / 1024} KB; that is no answer of an ACME server.`,
        fr: `${host} envoie plus de ${mostBytes / 1024} Ko ; ce n’est pas la réponse d’un serveur ACME.`,
      },
      { cause },
    );
  const reason = signal.aborted ? `no answer within ${answerWithinMs / 1000} s` : oneLine((cause as Error).message);
  const raison = signal.aborted ? `aucune réponse en ${answerWithinMs / 1000} s` : reason;
  return new AcmeRefusal(
    {
      en: `The ACME server ${host} cannot be reached: ${reason}.`,
      fr: `Le serveur ACME ${host} est injoignable : ${raison}.`,
    },
    { cause },
  );
}

/** RFC 8555 §6.5.1: base64url; anything else must not be used. */
function nonceIn(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' && /^[\w-]{1,512}$/.test(value) ? value : null;
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfterIn(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const ms = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestWaitMs) : null;
}
