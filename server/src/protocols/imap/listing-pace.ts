import type { Clock, Timer } from '../../platform/clock/clock.ts';

/** So long a pause for each millisecond of work: a tenth of the time. */
const pausesForEach = 9;
const quickMs = 20;
/** A machine that slept in the middle must not end the news. */
const longestPauseMs = 60_000;

/** A list of many thousand folders is read so often only that it takes a tenth of the time. */
export class ListingPace {
  readonly #clock: Clock;
  readonly #whenRested: () => void;
  #began = 0;
  #rest: Timer | undefined;
  #wasAsked = false;

  /** `whenRested` is called when a listing that was put off may be made. */
  constructor(clock: Clock, whenRested: () => void) {
    this.#clock = clock;
    this.#whenRested = whenRested;
  }

  /** False: too soon; it is made later, of all that has changed by then. */
  begin(): boolean {
    if (this.#rest !== undefined) {
      this.#wasAsked = true;
      return false;
    }
    this.#began = this.#clock.elapsed();
    return true;
  }

  ended(): void {
    const took = this.#clock.elapsed() - this.#began;
    if (took < quickMs) return;
    this.#rest = this.#clock.after(Math.min(took * pausesForEach, longestPauseMs), () => {
      this.#rest = undefined;
      if (!this.#wasAsked) return;
      this.#wasAsked = false;
      this.#whenRested();
    });
  }

  stop(): void {
    this.#rest?.cancel();
  }
}
