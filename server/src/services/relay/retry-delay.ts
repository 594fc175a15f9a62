/** Minutes after the first, second, … attempt; the last one repeats. The first are short for greylisting and restarts. */
const minutes = [1, 2, 5, 10, 15, 20, 30] as const;
const spread = 0.15;

/** How long to wait after `attempts` attempts, with ±15 % so that what failed together does not come back together. */
export function retryDelayMs(attempts: number, random: () => number): number {
  const base = minutes[Math.min(Math.max(attempts, 1), minutes.length) - 1] ?? 30;
  return Math.round(base * 60_000 * (1 - spread + 2 * spread * random()));
}
