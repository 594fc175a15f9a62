/** Minutes after the first, second, … attempt; the last one repeats. The first are short for greylisting and restarts. */
const minutes = [1, 2, 5, 10, 15, 20, 30] as const;
const spread = 0.15;

/** How long to wait between attempts, as the settings of the Transport service say it. */
export interface RetryIntervals {
  /** For attempts up to `count`; the first two wait 1 and 2 minutes at most. */
  readonly firstMs: number;
  readonly count: number;
  /** For all further ones. */
  readonly thenMs: number;
}

/** How long to wait after `attempts` attempts, with ±15 % so that what failed together does not come back together. */
export function retryDelayMs(attempts: number, random: () => number, intervals?: RetryIntervals): number {
  return Math.round(baseMs(Math.max(attempts, 1), intervals) * (1 - spread + 2 * spread * random()));
}

/** What `retryDelayMs` gives at most. */
export function longestRetryMs(intervals?: RetryIntervals): number {
  const longest =
    intervals === undefined ? Math.max(...minutes) * 60_000 : Math.max(intervals.firstMs, intervals.thenMs);
  return Math.ceil(longest * (1 + spread));
}

function baseMs(attempts: number, intervals: RetryIntervals | undefined): number {
  const early = (minutes[Math.min(attempts, minutes.length) - 1] ?? 30) * 60_000;
  if (intervals === undefined) return early;
  if (attempts > intervals.count) return intervals.thenMs;
  return attempts <= 2 ? Math.min(early, intervals.firstMs) : intervals.firstMs;
}
