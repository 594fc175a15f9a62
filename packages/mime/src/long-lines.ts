/** RFC 5322 §2.1.1, RFC 5321 §4.5.3.1.6: octets of a line, CRLF not counted. */
export const longestLineBytes = 998;

const lf = 10;

/** Finds the lines of a message that are longer. */
export class LongLines {
  #offset = 0;
  /** Octets so far of the line that goes on. */
  #begun = 0;
  #isLong = false;

  /** Where in the message the long lines begin that show to be so in this chunk; each is told of once. */
  in(chunk: Uint8Array): readonly number[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const found: number[] = [];
    let line = -this.#begun;
    while (true) {
      // A line feed up to here ends a line that is short enough.
      const limit = line + longestLineBytes + 1;
      const end = this.#isLong ? -1 : bytes.lastIndexOf(lf, Math.min(limit, bytes.length - 1));
      if (!this.#isLong && limit >= 0 && end >= Math.max(line, 0)) {
        line = end + 1;
        if (line < bytes.length) continue;
        break;
      }
      if (!this.#isLong && limit >= bytes.length) break;
      if (!this.#isLong) found.push(this.#offset + line);
      this.#isLong = true;
      const next = bytes.indexOf(lf, Math.max(limit, 0));
      if (next === -1) break;
      line = next + 1;
      this.#isLong = false;
    }
    this.#begun = bytes.length - line;
    this.#offset += bytes.length;
    return found;
  }
}
