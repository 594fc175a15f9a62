/** Changes of a session that are made but not yet durable: nothing that tells of them, or of others, may be sent before. */
export class UnsettledChanges {
  readonly #waiting: Promise<void>[] = [];

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  /** Nothing is sent, and nothing but another STORE carried out, before `durable` has resolved. */
  add(durable: Promise<void>): void {
    this.#waiting.push(durable);
  }

  /** @throws what a change was rejected with, again and again: the session cannot go on. */
  async settle(): Promise<void> {
    const all = [...this.#waiting];
    await Promise.all(all);
    void this.#waiting.splice(0, all.length);
  }
}
