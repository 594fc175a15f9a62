import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Log } from '../../../platform/log/log.ts';
import type { SignInSettings } from '../sign-in-settings.ts';

/** Signatures only: with a key set of public keys an HMAC would be algorithm confusion (RFC 8725 §3.1). */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockToleranceSeconds = 30;

/** Access tokens (RFC 9068) of the one issuer that the organisation configured. */
export class BearerTokens {
  readonly #settings: () => SignInSettings;
  readonly #clock: Clock;
  readonly #log: Log;
  #keys: { readonly url: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | null = null;

  constructor(settings: () => SignInSettings, clock: Clock, log: Log) {
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  get isConfigured(): boolean {
    const { OAuthIssuer, OAuthAudience, OAuthKeySetUrl } = this.#settings();
    return Boolean(OAuthIssuer && OAuthAudience && OAuthKeySetUrl);
  }

  get issuer(): string | null {
    return this.#settings().OAuthIssuer || null;
  }

  /** The mailbox that the token names; `null` when it is not to be trusted, whatever the reason. */
  async check(token: string): Promise<string | null> {
    const { OAuthIssuer: issuer, OAuthAudience: audience, OAuthKeySetUrl: url, OAuthMailboxClaim } = this.#settings();
    if (!issuer || !audience || !url || token.length > 16_384) return null;
    try {
      const { payload } = await jwtVerify(token, this.#keySet(url), {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp'],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(this.#clock.now()),
      });
      return mailboxIn(payload, OAuthMailboxClaim);
    } catch (cause) {
      this.#log.info('bearer-token-refused', { reason: (cause as { code?: string }).code ?? (cause as Error).message });
      return null;
    }
  }

  /** Keys come from this address only, never from one that a token names (`jku`, `x5u`, `jwk`). */
  #keySet(url: string): ReturnType<typeof createRemoteJWKSet> {
    if (this.#keys?.url !== url)
      this.#keys = { url, set: createRemoteJWKSet(new URL(url), { timeoutDuration: 5_000, cooldownDuration: 30_000 }) };
    return this.#keys.set;
  }
}

function mailboxIn(payload: JWTPayload, claim: string): string | null {
  const value = payload[claim];
  // OpenID Connect Core §5.1: an address that nobody checked could be anybody's. Some issuers write the claim as a text.
  const { email_verified: verified = true } = payload;
  if (claim === 'email' && verified !== true && verified !== 'true') return null;
  return typeof value === 'string' && value !== '' ? value : null;
}
