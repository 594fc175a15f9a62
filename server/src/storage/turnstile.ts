/** Lets one through at a time, in order of arrival. `enter` gives the way out, to be called once. */
export class Turnstile {
  private last: Promise<void> = Promise.resolve();
  private waitingCount = 0;

  /** How many have come and are not through yet. */
  get waiting(): number {
    return this.waitingCount;
  }

  async enter(): Promise<() => void> {
    const before = this.last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.last = promise;
    this.waitingCount++;
    await before;
    this.waitingCount--;
    return resolve;
  }
}
