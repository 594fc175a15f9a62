import type { Flush } from './wal-sync.ts';

type Done = Parameters<Flush>[1];

/** A job that takes longer than this is no longer waited for: the next one begins beside it. */
const longestWaitMs = 5;

/**
 * Hands syncs over in jobs: what is asked for while a job is on its way is begun together when it has come back, and whoever
 * asked is told together. To wake a thread for each and to be woken by each costs the event loop as much as the statements of
 * a delivery (docs/decisions/0106-syncs-go-together.md), and a loop that has other work notices the end of each no sooner.
 */
export function sharedSyncs(flush: Flush, now: () => number = () => performance.now()): Flush {
  let waiting: { readonly descriptor: number; readonly done: Done }[] = [];
  let newest: typeof waiting | null = null;
  let began = 0;
  let impatience: NodeJS.Timeout | undefined;

  const begin = (): void => {
    clearTimeout(impatience);
    const job = waiting;
    waiting = [];
    newest = job;
    began = now();
    const errors: (Error | null)[] = [];
    let left = job.length;
    job.forEach(({ descriptor }, at) => {
      flush(descriptor, (error) => {
        errors[at] = error;
        if (--left > 0) return;
        job.forEach(({ done }, index) => done(errors[index] ?? null));
        if (newest !== job) return;
        newest = null;
        // Before those go on who have just been told, so that the disk is at work meanwhile.
        if (waiting.length > 0) begin();
      });
    });
  };

  return (descriptor, done) => {
    waiting.push({ descriptor, done });
    const left = newest === null ? 0 : began + longestWaitMs - now();
    if (left <= 0) begin();
    else if (waiting.length === 1) impatience = setTimeout(begin, left);
  };
}
