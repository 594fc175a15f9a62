/** Bytes that have arrived and are not read yet. What is read is a view, valid whatever arrives later. */
export class InputBuffer {
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;

  get length(): number {
    return this.bytes.length - this.start;
  }

  push(chunk: Uint8Array): void {
    const rest = this.length;
    if (rest === 0) {
      this.bytes = chunk;
    } else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.bytes.subarray(this.start));
      joined.set(chunk, rest);
      this.bytes = joined;
    }
    this.start = 0;
  }

  /** All that is unread. */
  unread(): Uint8Array {
    return this.start === 0 ? this.bytes : this.bytes.subarray(this.start);
  }

  skip(count: number): void {
    this.start += count;
  }

  /** Forgets what is unread: plain text from before a TLS handshake (RFC 3207 §4.2). */
  clear(): void {
    this.bytes = new Uint8Array(0);
    this.start = 0;
  }
}
