import type { SessionEnd } from '../../services/admission/live-sessions.ts';
import type { Session } from './session.ts';

/** How long the last words may wait for a client that does not read. */
export const lastWordsMs = 500;
/** How long a command in hand may still take when its session is to end. */
const lastCommandMs = 5_000;

/** How the server ends a session: BYE with a reason, said once, whoever ends it. */
export class Farewell {
  readonly #session: Session;
  #end: { readonly reason: SessionEnd; readonly words: string } | undefined;
  #saying: Promise<void> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get isDue(): boolean {
    return this.#end !== undefined;
  }

  get reason(): SessionEnd | undefined {
    return this.#end?.reason;
  }

  get words(): string | undefined {
    return this.#end?.words;
  }

  /** Ends the session with words, at once if it is waiting for its client, else after the command in hand. */
  begin(reason: SessionEnd, words: string, isWaiting: boolean): void {
    if (this.#end !== undefined) return;
    this.#end = { reason, words };
    const { transport, context } = this.#session;
    // A reader that takes nothing any more would never come to the end of its command.
    if (isWaiting || reason === 'idle-timeout' || reason === 'unauthenticated-timeout') void this.say();
    else context.clock.after(lastCommandMs, () => transport.destroy());
  }

  /** What the session ends with when nothing else has ended it. */
  fallBackTo(reason: SessionEnd, words: string): void {
    this.#end ??= { reason, words };
  }

  say(): Promise<void> {
    const words = this.words ?? '';
    this.#saying ??= this.#session
      .sayLast(words === '' ? '' : `* BYE ${this.#session.inItsWords(words)}\r\n`)
      .catch(() => this.#session.transport.destroy());
    return this.#saying;
  }
}
