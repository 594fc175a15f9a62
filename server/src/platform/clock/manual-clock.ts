import type { Clock, Timer } from './clock.ts';

interface Waiting {
  due: number;
  readonly delayMs: number;
  readonly work: () => void;
}

/** A clock that stands still until `advance` moves it; due work runs in the order of its time. */
export class ManualClock implements Clock {
  private current: number;
  private readonly waiting = new Set<Waiting>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.current = start;
  }

  now(): number {
    return this.current;
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

  /** When the next work is due; `null`: none waits. */
  nextDue(): number | null {
    return [...this.waiting].reduce<number | null>((least, { due }) => Math.min(least ?? due, due), null);
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
