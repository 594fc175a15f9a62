import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AccessToken, LastUse } from '../../domain/credentials/credential.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';

/** A name that secret scanners find in what was published by mistake. */
const prefix = 'relais_at_';

/**
 * Tokens for scripts at the management API: 256 random bits, kept as a digest. They open nothing else: no mail, no
 * webmail, and what they may do is never more than what their owner may at that moment.
 */
export class AccessTokens {
  readonly #credentials: Credentials;
  readonly #clock: Clock;

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** The token is given here and never again. */
  async mint(
    given: Pick<AccessToken, 'mailbox' | 'name' | 'roleGroups' | 'expiresAt'>,
  ): Promise<{ readonly token: string; readonly made: AccessToken }> {
    const token = prefix + randomBytes(32).toString('base64url');
    const made: AccessToken = {
      ...given,
      kind: 'access-token',
      id: randomUUID(),
      verifier: digest(token),
      createdAt: this.#clock.now(),
      lastUse: null,
    };
    await this.#credentials.add(made);
    return { token, made };
  }

  all(): readonly AccessToken[] {
    return this.#credentials.all('access-token');
  }

  find(id: string): AccessToken | null {
    return this.#credentials.byId('access-token', id);
  }

  /** `null`: unknown, revoked or expired; which of them is nobody's business. */
  check(token: string, from: Pick<LastUse, 'remoteAddress' | 'client'>): AccessToken | null {
    if (!token.startsWith(prefix)) return null;
    const found = this.#credentials.find('access-token', digest(token));
    const now = this.#clock.now();
    if (found === null || found.expiresAt <= now) return null;
    this.#credentials.note({ ...found, lastUse: { ...from, at: now, door: 'admin' } });
    return found;
  }

  revoke(id: string): Promise<void> {
    return this.#credentials.remove(id);
  }
}

function digest(token: string): string {
  return `token:${createHash('sha256').update(token).digest('base64url')}`;
}
