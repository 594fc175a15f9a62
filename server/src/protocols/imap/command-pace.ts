import type { Clock } from '../../platform/clock/clock.ts';

const windowMs = 1_000;

/** Until when a command waits, and why if its client has not been told yet. */
export interface Pause {
  readonly over: Promise<void>;
  readonly reason: string | undefined;
}

/** How many commands a connection may have carried out in a second; those beyond wait for the next one. */
export class CommandPace {
  readonly #clock: Clock;
  /** 0: as many as come. */
  #most: number;
  #windowStart = Number.NEGATIVE_INFINITY;
  #count = 0;
  #hasSaid = false;

  constructor(clock: Clock, mostPerSecond: number) {
    this.#clock = clock;
    this.#most = mostPerSecond;
  }

  /** Another limit from now on: more is allowed after sign-in. */
  limitTo(mostPerSecond: number): void {
    this.#most = mostPerSecond;
    this.#hasSaid = false;
  }

  /**
   * One more command has come. Undefined: it may be carried out now. Else it waits until `over` resolves, and the client
   * is told why by `reason` the first time.
   */
  count(): Pause | undefined {
    if (this.#most === 0) return undefined;
    const now = this.#clock.elapsed();
    if (now - this.#windowStart >= windowMs) {
      this.#windowStart = now;
      this.#count = 0;
    }
    if (++this.#count <= this.#most) return undefined;
    const reason = this.#hasSaid
      ? undefined
      : `* NO [LIMIT] At most ${this.#most} commands a second are carried out; the others wait.`;
    this.#hasSaid = true;
    const wait = Promise.withResolvers<void>();
    this.#clock.after(this.#windowStart + windowMs - now, wait.resolve);
    this.#count = 1;
    this.#windowStart += windowMs;
    return { over: wait.promise, reason };
  }
}
