const lineFeed = 0x0a;
const empty: Buffer = Buffer.alloc(0);

/** What a client has sent and nobody has read yet, however it was cut. */
export class PendingBytes {
  #bytes: Buffer = empty;
  /** Of them so many are known to hold no line feed. */
  #searched = 0;

  get length(): number {
    return this.#bytes.length;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** Where the first line feed stands; -1: in what is still to come. */
  lineFeedAt(): number {
    const at = this.#bytes.indexOf(lineFeed, this.#searched);
    if (at < 0) this.#searched = this.#bytes.length;
    return at;
  }

  /** The line before a line feed at `end`, without the CR that belongs to it. */
  lineBefore(end: number): string {
    // A bare LF ends a line as well: people type IMAP into tools that send nothing else, and no byte can hide in it.
    const textEnd = end > 0 && this.#bytes[end - 1] === 0x0d ? end - 1 : end;
    return this.#bytes.toString('latin1', 0, textEnd);
  }

  /** The beginning, for a log or a tag. */
  beginning(bytes: number): string {
    return this.#bytes.toString('latin1', 0, bytes);
  }

  /** Fills `target` from `at` on; gives how many bytes that took. */
  fill(target: Buffer, at: number): number {
    const taken = this.#bytes.copy(target, at);
    this.drop(taken);
    return taken;
  }

  /** At most so many, as a view of what was pushed. */
  take(most: number): Buffer {
    const taken = this.#bytes.subarray(0, most);
    this.drop(taken.length);
    return taken;
  }

  drop(count: number): void {
    // An empty buffer of our own, so that a connection at rest does not keep its last chunk alive.
    this.#bytes = count >= this.#bytes.length ? empty : this.#bytes.subarray(count);
    this.#searched = 0;
  }
}
