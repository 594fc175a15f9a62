const leastCapacity = 4096;

/**
 * Bytes that come a few at a time and are wanted together. They are put into one buffer that doubles, so that a byte costs
 * the same however it comes: a piece of its own for each would cost a hundred times its size, and joining them each time
 * their whole length.
 */
export class ByteBuffer {
  private bytes: Buffer = Buffer.alloc(0);
  private used = 0;

  get length(): number {
    return this.used;
  }

  append(chunk: Uint8Array): void {
    const needed = this.used + chunk.length;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(leastCapacity, needed, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, this.used);
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.used);
    this.used = needed;
  }

  /** All of it; this one is empty afterwards. */
  take(): Buffer {
    const all = this.bytes.subarray(0, this.used);
    this.bytes = Buffer.alloc(0);
    this.used = 0;
    return all;
  }
}
