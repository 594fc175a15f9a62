import type { Clock } from './clock.ts';

const lookEveryMs = 30_000;
/** What NTP slews in between is less, and nothing waits for so little. */
const leastMs = 2_000;

/**
 * Calls `work` when somebody has set the clock of the machine, with by how much in milliseconds, negative where it was set back; so does the time that a
 * machine slept. The result ends the watch.
 */
export function watchClock(clock: Clock, work: (byMs: number) => void): () => void {
  let before = clock.now() - clock.elapsed();
  const timer = clock.after(lookEveryMs, () => {
    const ahead = clock.now() - clock.elapsed();
    const byMs = ahead - before;
    before = ahead;
    timer.restart();
    if (Math.abs(byMs) > leastMs) work(byMs);
  });
  return () => timer.cancel();
}
