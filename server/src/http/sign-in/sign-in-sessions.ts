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
  /** How long one token is used before it is exchanged. */
  readonly rotateAfterMs: number;
}

export const fixedSignInLimits = { maxPerMailbox: 32, rotateAfterMs: 15 * 60_000 } as const;
const graceMs = 60_000;
const confirmedForMs = 10 * 60_000;

export type NewSession = Pick<SignInSession, 'mailbox' | 'passwordMark' | 'remoteAddress' | 'client' | 'secondFactor'>;

/** What became of a token. The new one stands here until it has come, so that nobody is signed out by an answer that got lost. */
interface Exchanged {
  readonly id: string;
  readonly freshVerifier: string;
  readonly fresh: Promise<string>;
  until: number;
}

/** The browser sessions of this server. They outlive a restart: what is kept of them opens nothing. */
export class SignInSessions {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #limits: () => SignInLimits;
  /** By the digest of a token what it was exchanged for. */
  readonly #exchanged = new Map<string, Exchanged>();
  /** By the digest of a new token that nobody has come with yet. */
  readonly #notSeen = new Map<string, Exchanged>();
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
    this.#hasArrived(verifier);
    const exchanged = this.#exchangedOf(verifier);
    const session =
      this.#credentials.find('web-session', verifier) ??
      (exchanged === null ? null : this.#credentials.byId('web-session', exchanged.id));
    return session === null || this.#isOver(session) ? null : this.#seen(session);
  }

  /** One that was found before; `null` when it has ended since. `isActive`: its idle time begins anew. */
  byId(id: string, isActive: boolean): SignInSession | null {
    const session = this.#credentials.byId('web-session', id);
    if (session === null || this.#isOver(session)) return null;
    return isActive ? this.#seen(session) : session;
  }

  /**
   * A new token for the cookie when the `token` that a request came with has been used for long; `null`: not yet. Requests that
   * come at once with the old one are all given the same new one, and so is whoever did not get the answer. Durable when it resolves.
   */
  async rotateIfDue({ id }: SignInSession, token: string): Promise<string | null> {
    const verifier = verifierOf(token);
    const before = this.#exchangedOf(verifier);
    if (before !== null) return await before.fresh;
    // As it is now: others have been looked at meanwhile.
    const session = this.#credentials.byId('web-session', id);
    const now = this.#clock.now();
    if (session?.verifier !== verifier || now - session.rotatedAt < this.#limits().rotateAfterMs) return null;
    const elapsed = this.#clock.elapsed();
    for (const [old, { until }] of this.#exchanged) if (until <= elapsed) this.#forgetExchange(old);
    const fresh = newToken();
    const freshVerifier = verifierOf(fresh);
    const replaced = this.#credentials.replace({ ...session, verifier: freshVerifier, rotatedAt: now });
    const exchanged = { id, freshVerifier, fresh: replaced.then(() => fresh), until: elapsed + this.idleMs };
    this.#exchanged.set(verifier, exchanged);
    this.#notSeen.set(freshVerifier, exchanged);
    try {
      return await exchanged.fresh;
    } catch (error) {
      // It is as it was: the next request tries again.
      this.#credentials.note(session);
      this.#forgetExchange(verifier);
      throw error;
    }
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

  /** The new token has come: the old one is taken a little longer, for requests under way. */
  #hasArrived(verifier: string): void {
    const exchanged = this.#notSeen.get(verifier);
    if (exchanged === undefined) return;
    this.#notSeen.delete(verifier);
    exchanged.until = this.#clock.elapsed() + graceMs;
  }

  #exchangedOf(verifier: string): Exchanged | null {
    const exchanged = this.#exchanged.get(verifier);
    return exchanged !== undefined && exchanged.until > this.#clock.elapsed() ? exchanged : null;
  }

  #forgetExchange(verifier: string): void {
    const exchanged = this.#exchanged.get(verifier);
    this.#exchanged.delete(verifier);
    if (exchanged !== undefined) this.#notSeen.delete(exchanged.freshVerifier);
  }

  #seen(session: SignInSession): SignInSession {
    const seen = { ...session, lastSeenAt: this.#clock.now() };
    this.#credentials.note(seen);
    return seen;
  }

  #isOver(session: SignInSession): boolean {
    const now = this.#clock.now();
    const { idleMs, absoluteMs } = this.#limits();
    // One that begins far ahead was begun by a clock that went fast, and would hold until that time comes again.
    return now - session.lastSeenAt > idleMs || Math.abs(now - session.createdAt) > absoluteMs;
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
