/** Enough for everybody who signs in of a large site; some 300 bytes each. */
const most = 20_000;

/**
 * Hashes that were read lately, for a directory that only this process changes: a client that signs in for each command
 * reads nothing then. Any change of the directory forgets them all.
 */
export class KeptPasswordHashes {
  readonly #hashes = new Map<string, string>();
  #changes = 0;

  forget(): void {
    this.#changes += 1;
    this.#hashes.clear();
  }

  /** `read` gives null for whoever has no password; that is asked again. */
  async of(guid: string, read: () => Promise<string | null>): Promise<string | null> {
    const kept = this.#hashes.get(guid);
    if (kept !== undefined) return kept;
    const changes = this.#changes;
    const hash = await read();
    // What was changed meanwhile may not be what was read.
    if (hash !== null && changes === this.#changes) this.#keep(guid, hash);
    return hash;
  }

  #keep(guid: string, hash: string): void {
    if (this.#hashes.size >= most) this.#hashes.clear();
    this.#hashes.set(guid, hash);
  }
}
