import type { Clock } from '../../platform/clock/clock.ts';

const windowMs = 60_000;

/** MaxConnectionRatePerMinute: new connections in the minute that runs. */
export class ConnectionRate {
  private readonly clock: Clock;
  private window = 0;
  private count = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Counts one connection; false when it is one too many. */
  admit(most: number): boolean {
    const window = Math.floor(this.clock.elapsed() / windowMs);
    if (window !== this.window) this.count = 0;
    this.window = window;
    this.count += 1;
    return this.count <= most;
  }
}
