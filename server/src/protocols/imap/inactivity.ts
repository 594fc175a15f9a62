import type { Clock, Timer } from '../../platform/clock/clock.ts';

/** A message on its way in counts as activity at this pace; slower is a trickle. */
const activeBytes = 65_536;

export type InactivityReason = 'idle-timeout' | 'unauthenticated-timeout';

/** Whom the time is kept for. */
interface Watched {
  /** While the server works on a command, its client is not the one that is inactive. */
  isWaitingForClient(): boolean;
  timedOut(reason: InactivityReason, seconds: number): void;
}

/** Ends a session whose client does nothing: only a complete command counts, and what the server sends in IDLE. */
export class Inactivity {
  readonly #clock: Clock;
  readonly #session: Watched;
  #timer: Timer | undefined;
  #messageBytes = 0;

  constructor(clock: Clock, session: Watched) {
    this.#clock = clock;
    this.#session = session;
  }

  start(delayMs: number, reason: InactivityReason): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(delayMs, () => {
      if (this.#session.isWaitingForClient()) this.#session.timedOut(reason, Math.round(delayMs / 1_000));
      else this.#timer?.restart();
    });
  }

  noteActivity(): void {
    this.#timer?.restart();
  }

  /** Of a message that the client sends. */
  noteBytes(count: number): void {
    this.#messageBytes += count;
    if (this.#messageBytes < activeBytes) return;
    this.#messageBytes = 0;
    this.noteActivity();
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
