import type { Clock, Timer } from './clock.ts';

interface Waiting {
  due: number;
  readonly delayMs: number;
  readonly work: () => void;
}

/** A clock that stands still until `advance` moves it; due work runs in the order of its time. */
export class ManualClock implements Clock {
  private current: number;
  /** What `set` has moved: timers and durations do not see it. */
  private setBy = 0;
  private readonly start: number;
  private readonly waiting = new Set<Waiting>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.start = start;
    this.current = start;
  }

  now(): number {
    return this.current + this.setBy;
  }

  elapsed(): number {
    return this.current - this.start;
  }

  /** Somebody sets the clock of the machine: `milliseconds` later, or earlier. No time passes. */
  set(milliseconds: number): void {
    this.setBy += milliseconds;
  }

  after(delayMs: number, work: () => void): Timer {
    const entry: Waiting = { due: this.current + delayMs, delayMs, work };
    this.waiting.add(entry);
    return {
      restart: () => {
        entry.due = this.current + delayMs;
        this.waiting.add(entry);
      },
      cancel: () => void this.waiting.delete(entry),
    };
  }

  /** When the next work is due, as `now` will be then; `null`: none waits. */
  nextDue(): number | null {
    const due = [...this.waiting].map((one) => one.due + this.setBy);
    return due.length === 0 ? null : Math.min(...due);
  }

  advance(milliseconds: number): void {
    const target = this.current + milliseconds;
    for (;;) {
      let next: Waiting | null = null;
      for (const entry of this.waiting)
        if (entry.due <= target && (next === null || entry.due < next.due)) next = entry;
      if (next === null) break;
      this.current = Math.max(this.current, next.due);
      this.waiting.delete(next);
      next.work();
    }
    this.current = target;
  }
}
