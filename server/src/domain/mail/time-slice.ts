import { nextTurn } from '../../platform/clock/turn.ts';

/** Work on the event loop between two rests; 20 ms are allowed (ARCHITECTURE.md), and others are at work too. */
const sliceMs = 4;

/** Cuts long work up: `rest` lets everybody else run when this work has had its share, and costs nothing before. */
export class TimeSlice {
  private began = performance.now();

  async rest(): Promise<void> {
    if (performance.now() - this.began < sliceMs) return;
    await nextTurn();
    this.began = performance.now();
  }
}
