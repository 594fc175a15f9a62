import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Timer } from '../../platform/clock/clock.ts';
import type { SignedInCaller } from '../caller.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { type StandingCaller, standingCaller } from '../sign-in/standing-caller.ts';

/** One event stream or WebSocket. */
export interface OpenStream extends StandingCaller {
  /** Aborted when the sign-in is over. */
  readonly signedOut: AbortSignal;
  /** Called once it is closed, more often does no harm. */
  leave(): void;
}

interface Entry {
  /** As it was when it was looked at last. */
  mailbox: Mailbox;
  readonly caller: StandingCaller;
  readonly ending: AbortController;
}

/** Sign-ins that end by time, and changes at other nodes, are noticed so late at most. */
const betweenLooksMs = 60_000;

type Parts = Pick<HttpContext, 'clock' | 'directory' | 'identity' | 'log' | 'settings' | 'signInSessions'>;

/**
 * Event streams (RFC 8620 §7.3) and WebSockets (RFC 8887) that are open: at most so many of a user, and none longer than his
 * sign-in. A password that was changed, an account that was disabled and a session that was ended end them at once.
 */
export class OpenStreams {
  readonly #parts: Parts;
  readonly #most: (user: Mailbox) => number | null;
  readonly #ofMailbox = new Map<string, Set<Entry>>();
  readonly #opening = new Map<string, number>();
  readonly #stopListening: readonly (() => void)[];
  #timer: Timer | null = null;
  #isAsked = false;

  /** `most`: how many a user may have at once; `null`: any number. */
  constructor(parts: Parts, most: (user: Mailbox) => number | null) {
    this.#parts = parts;
    this.#most = most;
    const { directory, identity } = parts;
    this.#stopListening = [
      directory.onChange(() => this.#directoryChanged()),
      directory.onPasswordChange((guid) => this.#lookAt(guid)),
      identity.credentials.onRemove((mailbox) => this.#lookAt(mailbox)),
    ];
  }

  /** @throws HttpRefusal 429 when the user has as many as he may. */
  async open(caller: SignedInCaller): Promise<OpenStream> {
    const { mailbox } = caller;
    const { guid } = mailbox;
    const most = this.#most(mailbox);
    const opening = this.#opening.get(guid) ?? 0;
    if (most !== null && (this.#ofMailbox.get(guid)?.size ?? 0) + opening >= most) throw tooMany(most);
    this.#opening.set(guid, opening + 1);
    let standing: StandingCaller;
    try {
      standing = await standingCaller(caller, this.#parts);
    } finally {
      const left = (this.#opening.get(guid) ?? 1) - 1;
      if (left === 0) this.#opening.delete(guid);
      else this.#opening.set(guid, left);
    }
    const entry: Entry = { mailbox, caller: standing, ending: new AbortController() };
    const own = this.#ofMailbox.get(guid) ?? new Set<Entry>();
    own.add(entry);
    this.#ofMailbox.set(guid, own);
    this.#timer ??= this.#parts.clock.after(betweenLooksMs, () => void this.#lookAtAll());
    // What ended the sign-in while it was opened was told to nobody.
    void this.#look(entry);
    return {
      now: (isActive) => standing.now(isActive),
      signedOut: entry.ending.signal,
      leave: () => {
        own.delete(entry);
        if (own.size === 0 && this.#ofMailbox.get(guid) === own) this.#ofMailbox.delete(guid);
      },
    };
  }

  close(): void {
    this.#timer?.cancel();
    for (const stop of this.#stopListening) stop();
  }

  /** Those of a mailbox that is another now. Many changes in one turn of the loop are looked at once. */
  #directoryChanged(): void {
    if (this.#isAsked || this.#ofMailbox.size === 0) return;
    this.#isAsked = true;
    setImmediate(() => {
      this.#isAsked = false;
      for (const [guid, entries] of this.#ofMailbox) {
        const mailbox = this.#parts.directory.findMailbox(guid);
        for (const entry of entries) if (entry.mailbox !== mailbox) void this.#look(entry);
      }
    });
  }

  #lookAt(guid: string): void {
    for (const entry of this.#ofMailbox.get(guid) ?? []) void this.#look(entry);
  }

  async #lookAtAll(): Promise<void> {
    for (const entries of this.#ofMailbox.values()) for (const entry of entries) await this.#look(entry);
    this.#timer = null;
    if (this.#ofMailbox.size > 0) this.#timer = this.#parts.clock.after(betweenLooksMs, () => void this.#lookAtAll());
  }

  async #look(entry: Entry): Promise<void> {
    try {
      const now = await entry.caller.now(false);
      if (now === null) entry.ending.abort();
      else entry.mailbox = now.mailbox;
    } catch (cause) {
      // The database may be away for a moment: the next look decides.
      this.#parts.log.error('jmap-sign-in-unknown', cause);
    }
  }
}

function tooMany(most: number): HttpRefusal {
  return new HttpRefusal(
    429,
    'Throttled',
    {
      en: `You have ${most} event streams and WebSockets open, as many as you may (EwsMaxSubscriptions). Close one, or try again later.`,
      fr: `Vous avez ${most} flux d’événements et WebSockets ouverts, le maximum permis (EwsMaxSubscriptions). Fermez-en un, ou réessayez plus tard.`,
    },
    { 'retry-after': '60' },
  );
}
