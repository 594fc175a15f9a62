import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';

interface Held<T> {
  readonly value: T;
  readonly source: string;
  readonly until: number;
}

/**
 * Things begun and not ended yet, each under a random name, for a short time and a bounded number of them. Where there are too
 * many, whoever has the most loses his oldest one: nobody pushes out those of others.
 */
export class Tickets<T> {
  readonly #open = new Map<string, Held<T>>();
  /** Names by source, the oldest first. */
  readonly #bySource = new Map<string, Set<string>>();
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #most: number;

  constructor(clock: Clock, lifeMs: number, most = 10_000) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  /** `source`: whose it is, an account or an address (`sourceOf`). */
  issue(value: T, source: string): string {
    const now = this.#clock.elapsed();
    // In the order of their end: the first that goes on ends the look.
    for (const [key, { until }] of this.#open) {
      if (until > now) break;
      this.#remove(key);
    }
    const ticket = randomBytes(32).toString('base64url');
    this.#open.set(ticket, { value, source, until: now + this.#lifeMs });
    const mine = this.#bySource.get(source) ?? new Set();
    this.#bySource.set(source, mine.add(ticket));
    if (this.#open.size > this.#most) this.#makeRoom();
    return ticket;
  }

  get(ticket: string): T | null {
    const held = this.#open.get(ticket);
    return held === undefined || held.until <= this.#clock.elapsed() ? null : held.value;
  }

  /** Once. */
  take(ticket: string): T | null {
    const value = this.get(ticket);
    this.#remove(ticket);
    return value;
  }

  #makeRoom(): void {
    let largest: ReadonlySet<string> = new Set();
    for (const tickets of this.#bySource.values()) if (tickets.size > largest.size) largest = tickets;
    for (const oldest of largest) return this.#remove(oldest);
  }

  #remove(ticket: string): void {
    const held = this.#open.get(ticket);
    if (held === undefined) return;
    this.#open.delete(ticket);
    const tickets = this.#bySource.get(held.source);
    tickets?.delete(ticket);
    if (tickets?.size === 0) this.#bySource.delete(held.source);
  }
}
