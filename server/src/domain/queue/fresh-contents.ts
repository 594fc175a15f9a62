/** All contents that are kept. */
const mostBytes = 8 * 1024 * 1024;
/** A small one may hold the whole of a buffer that came from a socket. */
const mostMessages = 500;

/**
 * Contents of messages that have just become durable, as long as they leave within the next moments: nobody has to read back
 * what is in memory anyway. The oldest give way; whatever is not here stands in the store.
 */
export class FreshContents {
  readonly #contents = new Map<number, Uint8Array>();
  #bytes = 0;

  /** They must not change afterwards. */
  keep(messageId: number, bytes: Uint8Array): void {
    if (bytes.length > mostBytes) return;
    this.forget(messageId);
    this.#contents.set(messageId, bytes);
    this.#bytes += bytes.length;
    for (const oldest of this.#contents.keys()) {
      if (this.#bytes <= mostBytes && this.#contents.size <= mostMessages) break;
      this.forget(oldest);
    }
  }

  get(messageId: number): Uint8Array | undefined {
    return this.#contents.get(messageId);
  }

  /** The message has left. */
  forget(messageId: number): void {
    this.#bytes -= this.#contents.get(messageId)?.length ?? 0;
    this.#contents.delete(messageId);
  }
}
