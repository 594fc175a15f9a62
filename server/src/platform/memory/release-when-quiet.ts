import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { collectInSteps, youngCollector } from './collect-in-steps.ts';

const everyMs = 4_000;
/** Of its time that the event loop may be at work and still counts as quiet: some clients always say something. */
const quietShare = 0.2;
/** What the space for young objects may keep. */
const mostYoungBytes = 8 * 1024 * 1024;
/** At each so-manieth look in a row that found the server quiet: what it gives back it will most likely not need at once. */
const looksBeforePages = 5;
/** So much more than was left the last time is worth a collection of everything: most of it is nobody's any more. */
const grownBytes = 32 * 1024 * 1024;

/** What is done to give memory back. */
export interface Collector {
  /** How much room young objects have. */
  readonly youngBytes: number;
  /** How much all objects take. */
  readonly heapBytes: number;
  /** Collects young objects. */
  young(): void;
  /** Collects everything and gives pages that are free to the system; false: it could not now. */
  all(): Promise<boolean>;
}

/**
 * V8 lets the space for young objects grow to some 64 MB under load, which makes it fast, and shrinks it only when it
 * collects, which it does not while nothing is allocated: thousands of connections in IDLE would hold 20 KB each for
 * nothing. So young objects are collected once the server has become quiet. The pages of that space V8 then keeps for later,
 * and gives them back only with a collection that is to save memory. Of its own it makes few, so there is one
 * when the server has stayed quiet, after much room for young objects or when the heap has grown. Call the result to stop.
 */
export function releaseMemoryWhenQuiet(collector: Collector = collectorOfV8()): () => void {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  let quietLooks = 0;
  let keepsPages = false;
  let leftBytes = collector.heapBytes;
  async function givePagesBack(): Promise<void> {
    keepsPages = false;
    keepsPages ||= !(await collector.all());
    leftBytes = collector.heapBytes;
  }
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    const isLarge = collector.youngBytes > mostYoungBytes;
    keepsPages ||= isLarge || collector.heapBytes > leftBytes + grownBytes;
    if (utilization >= quietShare) {
      quietLooks = 0;
      return;
    }
    quietLooks++;
    if (isLarge) collector.young();
    else if (keepsPages && quietLooks % looksBeforePages === 0) void givePagesBack();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function collectorOfV8(): Collector {
  const young = youngCollector();
  return {
    get youngBytes() {
      return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
    },
    get heapBytes() {
      return getHeapStatistics().used_heap_size;
    },
    young,
    all: () => collectInSteps(young),
  };
}
