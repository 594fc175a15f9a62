const cr = 13;
/** Four bytes of 14, of 128 and of 0: `(four - fourteens) & ~four & highBits` is 0 when none of `four` is below 14. */
const fourteens = 0x0e0e0e0e;
// As the signed numbers that the elements of an Int32Array are.
const highBits = 0x80808080 | 0;

/** Finds where a line of text may end, four bytes at a time: text is nearly all of a message. */
export class LineSearch {
  private readonly bytes: Uint8Array;
  private readonly fours: Int32Array;
  /** Where the first of the fours begins: they stand at multiples of four in memory. */
  private readonly first: number;

  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset, length } = bytes;
    this.bytes = bytes;
    this.first = Math.min(-byteOffset & 3, length);
    // An empty view may not begin at the end of some memory that is no multiple of four.
    const count = (length - this.first) >> 2;
    this.fours = count === 0 ? noFours : new Int32Array(buffer, byteOffset + this.first, count);
  }

  /** The place of the next byte from `at` on that is a CR or below it (LF, TAB, …); the end when there is none. */
  endsNotBefore(from: number): number {
    const { bytes, fours, first } = this;
    const { length } = bytes;
    let at = from;
    while (at < length && (at < first || ((at - first) & 3) !== 0)) {
      if ((bytes[at] as number) <= cr) return at;
      at += 1;
    }
    let four = (at - first) >> 2;
    for (; four + 1 < fours.length; four += 2) {
      const one = fours[four] as number;
      const two = fours[four + 1] as number;
      if (((((one - fourteens) & ~one) | ((two - fourteens) & ~two)) & highBits) !== 0) break;
    }
    at = Math.max(at, first + four * 4);
    while (at < length && (bytes[at] as number) > cr) at += 1;
    return at;
  }
}

const noFours = new Int32Array(0);
