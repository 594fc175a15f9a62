import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const everyMs = 4_000;
/** Of its time that the event loop may be at work and still counts as quiet: some clients always say something. */
const quietShare = 0.2;
/** What the space for young objects may keep. */
const mostYoungBytes = 8 * 1024 * 1024;

/**
 * V8 lets the space for young objects grow to some 64 MB under load, which makes it fast, and shrinks it only when it
 * collects, which it does not while nothing is allocated: thousands of connections in IDLE would hold 20 KB each for
 * nothing. So young objects are collected once the server has become quiet; it takes some milliseconds.
 * Call the result to stop. `collect` collects young objects; default: V8's own.
 */
export function releaseMemoryWhenQuiet(collect: () => void = youngCollector()): () => void {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (utilization < quietShare && youngBytes() > mostYoungBytes) collect();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}

function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}
