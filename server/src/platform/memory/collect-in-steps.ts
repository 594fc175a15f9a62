import { constants, type NodeGCPerformanceDetail, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection in steps is over within a second where nothing else is to be done. */
const limitMs = 3_500;

/** Of `gc`, which the types of Node leave out. */
type CollectionEntry = PerformanceEntry & { readonly detail: NodeGCPerformanceDetail };

/** V8's collector of young objects; it takes some milliseconds. */
export function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}

/**
 * Has V8 collect everything as if memory were short: only then it hands the pages that it keeps for later to the system.
 * It marks in steps and beside the event loop; what stops the loop is the end, as of each of V8's own. Resolves when it is
 * over, at the latest after 3.5 seconds. False: it did not come to that in time.
 */
export async function collectInSteps(collectYoung: () => void): Promise<boolean> {
  const over = Promise.withResolvers<boolean>();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as CollectionEntry[])
      if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) over.resolve(true);
  });
  observer.observe({ entryTypes: ['gc'] });
  const limit = setTimeout(over.resolve, limitMs, false);
  limit.unref();
  // Until it is over: the end asks again whether pages are to be given back.
  setFlagsFromString('--memory-saver-mode');
  // However much room is left. Whether to begin V8 asks behind a collection of young objects.
  setFlagsFromString('--stress-incremental-marking');
  collectYoung();
  setFlagsFromString('--no-stress-incremental-marking');
  const isDone = await over.promise;
  setFlagsFromString('--no-memory-saver-mode');
  clearTimeout(limit);
  observer.disconnect();
  return isDone;
}
