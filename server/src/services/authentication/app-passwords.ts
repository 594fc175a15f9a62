import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { AppPassword, AppPasswordScope, LastUse } from '../../domain/credentials/credential.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { LiveSessions } from '../admission/live-sessions.ts';
import type { Door } from './authenticator.ts';

/** 32 signs without look-alikes; 20 of them are 100 bits, which nobody guesses however fast the check is. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const length = 20;
const form = new RegExp(`^[${alphabet}]{${length}}$`);
const mostPerMailbox = 100;

export interface NewAppPassword {
  readonly mailbox: string;
  readonly name: string;
  readonly scopes: readonly AppPasswordScope[];
  readonly expiresAt: number | null;
  readonly origin: string;
}

export interface AppPasswordParts {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly liveSessions: LiveSessions;
}

/**
 * Passwords that Relais makes for one device each. They are random, so a keyed digest is enough: a check is a look-up.
 * They open mail doors only, never the browser or administration.
 */
export class AppPasswords {
  readonly #parts: AppPasswordParts;
  readonly #key: Buffer;

  private constructor(parts: AppPasswordParts, key: Buffer) {
    this.#parts = parts;
    this.#key = key;
  }

  static async open(parts: AppPasswordParts): Promise<AppPasswords> {
    return new AppPasswords(parts, await parts.credentials.key('app-passwords'));
  }

  /** The password is given here and never again. `null`: the mailbox has too many already. */
  async mint(given: NewAppPassword): Promise<{ readonly password: string; readonly made: AppPassword } | null> {
    const { credentials, clock } = this.#parts;
    if (credentials.of(given.mailbox, 'app-password').length >= mostPerMailbox) return null;
    const plain = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
    const made: AppPassword = {
      ...given,
      kind: 'app-password',
      id: randomUUID(),
      verifier: this.#digest(plain),
      createdAt: clock.now(),
      lastUse: null,
    };
    await credentials.add(made);
    return { password: (plain.match(/.{5}/g) ?? []).join('-'), made };
  }

  /** Oldest first; what is connected right now counts as its last use. */
  of(mailbox: string): readonly AppPassword[] {
    const { credentials, liveSessions } = this.#parts;
    const clients = new Map<string, string>();
    for (const { credentialId, client } of [...liveSessions.history().toReversed(), ...liveSessions.list()])
      if (credentialId && client) clients.set(credentialId, client);
    return credentials.of(mailbox, 'app-password').map((password) => {
      // IMAP clients name themselves after signing in.
      const client = password.lastUse?.client ?? clients.get(password.id) ?? null;
      return password.lastUse === null ? password : { ...password, lastUse: { ...password.lastUse, client } };
    });
  }

  find(id: string): AppPassword | null {
    return this.#parts.credentials.byId('app-password', id);
  }

  /**
   * The app password behind what was typed, if it opens this door for this mailbox now. Spaces, dashes and case do not
   * matter. Takes the same time for an unknown user (`null`).
   */
  check(mailbox: string | null, door: Door, typed: string, from: Omit<LastUse, 'at' | 'door'>): AppPassword | null {
    if (typed.length < length || typed.length > 64) return null;
    const plain = typed.replace(/[\s-]/g, '').toLowerCase();
    if (!form.test(plain)) return null;
    const found = this.#parts.credentials.find('app-password', this.#digest(plain));
    if (found === null || found.mailbox !== mailbox) return null;
    if (!(found.scopes as readonly string[]).includes(door)) return null;
    const now = this.#parts.clock.now();
    if (found.expiresAt !== null && found.expiresAt <= now) return null;
    this.#parts.credentials.note({ ...found, lastUse: { ...from, at: now, door } });
    return found;
  }

  /** Ends it and every session that it opened; gives how many sessions there were. */
  async revoke(id: string): Promise<number> {
    await this.#parts.credentials.remove(id);
    const opened = this.#parts.liveSessions.list().filter((session) => session.credentialId === id);
    for (const session of opened) session.close('closed-by-administrator', 'The app password was revoked.');
    return opened.length;
  }

  #digest(plain: string): string {
    return `app:${createHmac('sha256', this.#key).update(plain).digest('base64url')}`;
  }
}
