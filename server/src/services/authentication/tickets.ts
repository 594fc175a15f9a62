import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';

/** Things begun and not ended yet, each under a random name, for a short time and a bounded number of them. */
export class Tickets<T> {
  readonly #open = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #most: number;

  constructor(clock: Clock, lifeMs: number, most = 10_000) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  issue(value: T): string {
    const now = this.#clock.elapsed();
    // In the order of their end: the first that goes on ends the look.
    for (const [key, { until }] of this.#open) {
      if (until > now && this.#open.size < this.#most) break;
      this.#open.delete(key);
    }
    const ticket = randomBytes(32).toString('base64url');
    this.#open.set(ticket, { value, until: now + this.#lifeMs });
    return ticket;
  }

  get(ticket: string): T | null {
    const held = this.#open.get(ticket);
    return held === undefined || held.until <= this.#clock.elapsed() ? null : held.value;
  }

  /** Once. */
  take(ticket: string): T | null {
    const value = this.get(ticket);
    this.#open.delete(ticket);
    return value;
  }
}
