import { setImmediate } from 'node:timers/promises';

const longestTurnMs = 10;

/** Lets timers, sockets and Ctrl-C have their turn while a script computes. */
export class Breather {
  private turnBegan = performance.now();

  async breathe(): Promise<void> {
    if (performance.now() - this.turnBegan < longestTurnMs) return;
    await setImmediate();
    this.turnBegan = performance.now();
  }
}
