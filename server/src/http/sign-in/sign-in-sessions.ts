import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { WebSession } from '../../domain/credentials/credential.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';

/** Somebody signed in with a browser. The token itself is only in his cookie: we keep its hash. */
export type SignInSession = WebSession;

export interface SignInLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** The oldest one goes when somebody signs in once more. */
  readonly maxPerMailbox: number;
  /** How long one token is used before it is exchanged; the old one is taken a little longer, for requests under way. */
  readonly rotateAfterMs: number;
}

export const fixedSignInLimits = { maxPerMailbox: 32, rotateAfterMs: 15 * 60_000 } as const;
const graceMs = 60_000;
const confirmedForMs = 10 * 60_000;

export type NewSession = Pick<SignInSession, 'mailbox' | 'passwordMark' | 'remoteAddress' | 'client' | 'secondFactor'>;

/** The browser sessions of this server. They outlive a restart: what is kept of them opens nothing. */
export class SignInSessions {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #limits: () => SignInLimits;
  /** Digests of tokens that were exchanged a moment ago. */
  readonly #exchanged = new Map<string, { readonly id: string; readonly until: number }>();
  /** When the owner last proved himself in a session, by its id. */
  readonly #confirmed = new Map<string, number>();

  constructor(credentials: Credentials, clock: Clock, limits: () => SignInLimits) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#limits = limits;
  }

  get idleMs(): number {
    return this.#limits().idleMs;
  }

  /** A new token at every sign-in, never one that the browser brought along (no session fixation). */
  async begin(who: NewSession): Promise<{ readonly token: string; readonly session: SignInSession }> {
    await this.#forgetEnded();
    const mine = this.of(who.mailbox);
    const tooMany = mine.slice(0, Math.max(0, mine.length - this.#limits().maxPerMailbox + 1));
    await this.#credentials.remove(...tooMany.map(({ id }) => id));
    const token = newToken();
    const now = this.#clock.now();
    const session: SignInSession = {
      ...who,
      kind: 'web-session',
      id: randomBytes(9).toString('base64url'),
      verifier: verifierOf(token),
      csrfToken: randomBytes(24).toString('base64url'),
      createdAt: now,
      lastSeenAt: now,
      rotatedAt: now,
    };
    await this.#credentials.add(session);
    this.confirm(session);
    return { token, session };
  }

  /** The session behind a cookie, its idle time begun anew; `null` when it is unknown or over. */
  find(token: string): SignInSession | null {
    const verifier = verifierOf(token);
    const exchanged = this.#exchanged.get(verifier);
    const session =
      this.#credentials.find('web-session', verifier) ??
      (exchanged !== undefined && exchanged.until > this.#clock.elapsed()
        ? this.#credentials.byId('web-session', exchanged.id)
        : null);
    return session === null || this.#isOver(session) ? null : this.#seen(session);
  }

  /** One that was found before; `null` when it has ended since. `isActive`: its idle time begins anew. */
  byId(id: string, isActive: boolean): SignInSession | null {
    const session = this.#credentials.byId('web-session', id);
    if (session === null || this.#isOver(session)) return null;
    return isActive ? this.#seen(session) : session;
  }

  /** A new token for the cookie when the old one has been used for long; `null`: not yet. Durable when it resolves. */
  async rotateIfDue(session: SignInSession): Promise<string | null> {
    const now = this.#clock.now();
    if (now - session.rotatedAt < this.#limits().rotateAfterMs) return null;
    const elapsed = this.#clock.elapsed();
    for (const [verifier, { until }] of this.#exchanged) if (until <= elapsed) this.#exchanged.delete(verifier);
    this.#exchanged.set(session.verifier, { id: session.id, until: elapsed + graceMs });
    const token = newToken();
    await this.#credentials.replace({ ...session, verifier: verifierOf(token), rotatedAt: now });
    return token;
  }

  /** Oldest first. */
  of(mailbox: string): readonly SignInSession[] {
    return this.#credentials.of(mailbox, 'web-session').filter((session) => !this.#isOver(session));
  }

  /** A second factor was just proved in it. */
  async prove({ id }: SignInSession): Promise<void> {
    const session = this.#credentials.byId('web-session', id);
    if (session !== null) await this.#credentials.replace({ ...session, secondFactor: true });
  }

  async end(id: string): Promise<void> {
    this.#confirmed.delete(id);
    await this.#credentials.remove(id);
  }

  /** Sign out everywhere; also for a changed password and a disabled account. */
  async endAll(mailbox: string, except?: string): Promise<void> {
    const ids = this.#credentials.of(mailbox, 'web-session').flatMap(({ id }) => (id === except ? [] : [id]));
    for (const id of ids) this.#confirmed.delete(id);
    await this.#credentials.remove(...ids);
  }

  /** The owner proved himself again a moment ago, so that he may change what proves him. */
  confirm(session: SignInSession): void {
    this.#confirmed.set(session.id, this.#clock.elapsed());
  }

  isConfirmed(session: SignInSession): boolean {
    const at = this.#confirmed.get(session.id);
    return at !== undefined && this.#clock.elapsed() - at <= confirmedForMs;
  }

  get count(): number {
    return this.#credentials.all('web-session').filter((session) => !this.#isOver(session)).length;
  }

  #seen(session: SignInSession): SignInSession {
    const seen = { ...session, lastSeenAt: this.#clock.now() };
    this.#credentials.note(seen);
    return seen;
  }

  #isOver(session: SignInSession): boolean {
    const now = this.#clock.now();
    const { idleMs, absoluteMs } = this.#limits();
    return now - session.lastSeenAt > idleMs || now - session.createdAt > absoluteMs;
  }

  async #forgetEnded(): Promise<void> {
    const over = this.#credentials.all('web-session').filter((session) => this.#isOver(session));
    for (const { id } of over) this.#confirmed.delete(id);
    await this.#credentials.remove(...over.map(({ id }) => id));
  }
}

/** Compares in a time that does not depend on where the two differ. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function verifierOf(token: string): string {
  return `session:${createHash('sha256').update(token).digest('base64url')}`;
}
