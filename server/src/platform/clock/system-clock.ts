import type { Clock, Timer } from './clock.ts';

// Node keeps timers of one duration in one list, so `refresh` is O(1) however many sessions wait.
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs: number, work: () => void): Timer {
    const timer = setTimeout(work, Math.min(delayMs, 2_147_483_647));
    timer.unref();
    return { restart: () => void timer.refresh(), cancel: () => clearTimeout(timer) };
  },
};
