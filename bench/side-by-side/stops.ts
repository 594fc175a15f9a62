/**
 * What a run has started and must end, the last first. A run may be over and be given up at the same time: both wait until all
 * is ended.
 */
export class Stops {
  private readonly stops: (() => Promise<unknown>)[] = [];
  private ending: Promise<void> | null = null;

  add(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  /** Resolves when all is ended, also what was added meanwhile. @throws what the first that failed threw, after the others. */
  all(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    const causes: unknown[] = [];
    for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop())
      await stop().catch((cause: unknown) => causes.push(cause));
    if (causes.length > 0) throw causes[0];
  }
}
