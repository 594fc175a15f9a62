import { performance } from 'node:perf_hooks';

const sliceMs = 3;
const pauseMs = 4;
/** Of a pause that the event loop may be at work for others and still counts as quiet. */
const quietShare = 0.25;
/** Under load that never ends, 3 of 60 milliseconds are this work's. */
const mostPauses = 14;

/**
 * For work that nobody waits for: `rest` goes on at once within a slice, and after it when the event loop has become quiet.
 * With `TimeSlice` such work would take every other slice from those who are waiting.
 */
export class GivingWay {
  private began = performance.now();

  async rest(): Promise<void> {
    if (performance.now() - this.began < sliceMs) return;
    for (let pauses = 0; pauses < mostPauses; pauses++) {
      const before = performance.eventLoopUtilization();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (performance.eventLoopUtilization(before).utilization < quietShare) break;
    }
    this.began = performance.now();
  }
}
