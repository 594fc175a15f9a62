const LF = 0x0a;
const CR = 0x0d;

export type LineEvent =
  /** A line without its terminator. */
  | { readonly kind: 'line'; readonly line: Buffer }
  /** A line of more than `limit` bytes, terminator included. It has been thrown away whole. */
  | { readonly kind: 'too-long'; readonly limit: number };

/**
 * Cuts what the client sends into lines, whatever the chunks. Holds at most the unread chunk and one line;
 * a longer line is thrown away as it comes and reported once, when it ends.
 */
export class LineReader {
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #held: Buffer[] = [];
  #heldLength = 0;

  /** To be called when `next` has given null: what was pushed before has been read. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#chunk = this.#at < this.#chunk.length ? Buffer.concat([this.#chunk.subarray(this.#at), bytes]) : bytes;
    this.#at = 0;
  }

  /** The next line, at most `limit` bytes with its terminator; null when more must be pushed first. */
  next(limit: number): LineEvent | null {
    const lf = this.#chunk.indexOf(LF, this.#at);
    const end = lf < 0 ? this.#chunk.length : lf + 1;
    const piece = this.#chunk.subarray(this.#at, end);
    this.#at = end;
    const length = this.#heldLength + piece.length;
    if (lf < 0) {
      // One byte beyond the limit is enough to know that the line is too long.
      const room = limit + 1 - this.#heldLength;
      if (piece.length > 0 && room > 0) this.#held.push(Buffer.from(piece.subarray(0, room)));
      this.#heldLength = length;
      return null;
    }
    const line = this.#held.length === 0 ? piece : Buffer.concat([...this.#held, piece]);
    this.#discardLine();
    if (length > limit) return { kind: 'too-long', limit };
    // RFC 1939 §3 wants CRLF; LF alone is what people type into telnet and netcat.
    const isCrlf = line.length > 1 && line[line.length - 2] === CR;
    return { kind: 'line', line: line.subarray(0, line.length - (isCrlf ? 2 : 1)) };
  }

  /** Whether something that was pushed has not been read as a line yet. */
  get hasUnread(): boolean {
    return this.#at < this.#chunk.length || this.#heldLength > 0;
  }

  /** Throws away all that has not been read: what came before a TLS handshake (RFC 2595 §4). */
  discard(): void {
    this.#chunk = Buffer.alloc(0);
    this.#at = 0;
    this.#discardLine();
  }

  #discardLine(): void {
    this.#held = [];
    this.#heldLength = 0;
  }
}
