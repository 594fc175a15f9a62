/**
 * Reads that many ask for at the same moment, done once: 2,000 sessions in IDLE on one folder hear of a change together
 * and all ask what it was. Who asks after a newer change was announced gets a reading of its own, since the one under
 * way may not have seen it.
 */
export class SharedReads<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  /** Something has changed: readings that have begun are for those who asked before. */
  outdate(): void {
    this.#underWay.clear();
  }

  read(key: string, work: () => Promise<T>): Promise<T> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const reading = work().finally(() => {
      if (this.#underWay.get(key) === reading) this.#underWay.delete(key);
    });
    this.#underWay.set(key, reading);
    return reading;
  }
}
