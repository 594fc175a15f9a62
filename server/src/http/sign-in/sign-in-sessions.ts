import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';

/** Somebody signed in with a browser. The token itself is only in his cookie: we keep its hash. */
export interface SignInSession {
  /** Names it in lists and logs; says nothing about the token. */
  readonly id: string;
  readonly mailboxGuid: string;
  /** A digest of the password hash it began with: a changed password ends it. */
  readonly passwordMark: string;
  /** Sent back in `X-CSRF-Token` with every state-changing request. */
  readonly csrfToken: string;
  readonly remoteAddress: string;
  /** User-Agent: hostile text. */
  readonly client: string | null;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
}

export interface SignInLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** The oldest one goes when somebody signs in once more. */
  readonly maxPerMailbox: number;
}

export const defaultSignInLimits: SignInLimits = { idleMs: 30 * 60_000, absoluteMs: 10 * 3_600_000, maxPerMailbox: 32 };

interface Held extends SignInSession {
  lastSeenAt: number;
}

/** The browser sessions of this server. They live in memory: a restart of the process signs everybody out. */
export class SignInSessions {
  private readonly clock: Clock;
  private readonly limits: SignInLimits;
  private readonly byTokenHash = new Map<string, Held>();

  constructor(clock: Clock, limits: SignInLimits = defaultSignInLimits) {
    this.clock = clock;
    this.limits = limits;
  }

  get idleMs(): number {
    return this.limits.idleMs;
  }

  /** A new token at every sign-in, never one that the browser brought along (no session fixation). */
  begin(who: Pick<SignInSession, 'mailboxGuid' | 'passwordMark' | 'remoteAddress' | 'client'>): {
    readonly token: string;
    readonly session: SignInSession;
  } {
    this.forgetEnded();
    const mine = this.of(who.mailboxGuid);
    for (const oldest of mine.slice(0, Math.max(0, mine.length - this.limits.maxPerMailbox + 1))) this.end(oldest.id);
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const session: Held = {
      ...who,
      id: randomBytes(9).toString('base64url'),
      csrfToken: randomBytes(24).toString('base64url'),
      signedInAt: now,
      lastSeenAt: now,
    };
    this.byTokenHash.set(hashOf(token), session);
    return { token, session };
  }

  /** The session behind a cookie, its idle time begun anew; `null` when it is unknown or over. */
  find(token: string): SignInSession | null {
    const key = hashOf(token);
    const session = this.byTokenHash.get(key);
    if (session === undefined) return null;
    if (this.isOver(session)) {
      this.byTokenHash.delete(key);
      return null;
    }
    session.lastSeenAt = this.clock.now();
    return session;
  }

  /** Oldest first. */
  of(mailboxGuid: string): readonly SignInSession[] {
    return [...this.byTokenHash.values()].filter(
      (session) => session.mailboxGuid === mailboxGuid && !this.isOver(session),
    );
  }

  end(id: string): void {
    for (const [key, session] of this.byTokenHash) if (session.id === id) this.byTokenHash.delete(key);
  }

  /** Sign out everywhere; also for a changed password and a disabled account. */
  endAll(mailboxGuid: string, except?: string): void {
    for (const [key, session] of this.byTokenHash) {
      if (session.mailboxGuid === mailboxGuid && session.id !== except) this.byTokenHash.delete(key);
    }
  }

  get count(): number {
    this.forgetEnded();
    return this.byTokenHash.size;
  }

  private isOver(session: SignInSession): boolean {
    const now = this.clock.now();
    return now - session.lastSeenAt > this.limits.idleMs || now - session.signedInAt > this.limits.absoluteMs;
  }

  private forgetEnded(): void {
    for (const [key, session] of this.byTokenHash) if (this.isOver(session)) this.byTokenHash.delete(key);
  }
}

/** Compares in a time that does not depend on where the two differ. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
