import type { Clock } from '../../platform/clock/clock.ts';

interface Counted {
  /** Wrong guesses, less those that time has forgiven. */
  wrong: number;
  at: number;
  underway: number;
  waiting: (() => void)[];
}

/**
 * Counts wrong guesses by key: `most` at once, then one more every `forgiveMs`. Guesses under way are taken for wrong
 * until they end, so that a hundred at once learn no more than a hundred in a row; right ones only wait for each other.
 */
export class GuessLimit {
  private readonly counted = new Map<string, Counted>();
  private readonly clock: Clock;
  private readonly most: number;
  private readonly forgiveMs: number;
  private readonly mostKeys: number;

  constructor(clock: Clock, limit: { readonly most: number; readonly forgiveMs: number }, mostKeys = 50_000) {
    this.clock = clock;
    this.most = limit.most;
    this.forgiveMs = limit.forgiveMs;
    this.mostKeys = mostKeys;
  }

  /** How long until one more guess is allowed; 0: now. */
  blockedForMs(key: string): number {
    const entry = this.current(key);
    if (entry === undefined || entry.wrong <= this.most - 1) return 0;
    return Math.ceil((entry.wrong - (this.most - 1)) * this.forgiveMs);
  }

  /** False when those under way could use up what is left; `ended` tells when to ask again. */
  hasRoom(key: string): boolean {
    const entry = this.current(key);
    return entry === undefined || entry.wrong + entry.underway <= this.most - 1;
  }

  ended(key: string): Promise<void> {
    const entry = this.counted.get(key);
    if (entry === undefined || entry.underway === 0) return Promise.resolve();
    return new Promise((resolve) => entry.waiting.push(resolve));
  }

  begin(key: string): void {
    this.entry(key).underway += 1;
  }

  end(key: string, wrong: boolean): void {
    const entry = this.entry(key);
    entry.underway = Math.max(0, entry.underway - 1);
    if (wrong) entry.wrong += 1;
    const { waiting } = entry;
    entry.waiting = [];
    if (entry.underway === 0 && entry.wrong === 0) this.counted.delete(key);
    for (const wake of waiting) wake();
  }

  private current(key: string): Counted | undefined {
    const entry = this.counted.get(key);
    if (entry === undefined) return undefined;
    const now = this.clock.elapsed();
    entry.wrong = Math.max(0, entry.wrong - (now - entry.at) / this.forgiveMs);
    entry.at = now;
    return entry;
  }

  private entry(key: string): Counted {
    const known = this.current(key);
    // Taken out and put back: the map stays in the order of last use.
    if (known !== undefined) this.counted.delete(key);
    else if (this.counted.size >= this.mostKeys) this.forgetOldest();
    const entry = known ?? { wrong: 0, at: this.clock.elapsed(), underway: 0, waiting: [] };
    this.counted.set(key, entry);
    return entry;
  }

  private forgetOldest(): void {
    let looked = 0;
    for (const [key, entry] of this.counted) {
      looked += 1;
      if (entry.underway === 0) {
        this.counted.delete(key);
        return;
      }
      if (looked > 64) return;
    }
  }
}
