/** Digits of the largest whole number, twice, with a space and CRLF. */
const longestNumbers = 16 + 1 + 16 + 2;
const space = 0x20;
const zero = 0x30;

/**
 * Lines of LIST and UIDL (RFC 1939 §5, §7), number, space, `prefix` and value, gathered as bytes: strings of 50,000 lines
 * cost three times as much. A line begins with a number, so none has to be dot-stuffed.
 */
export class ScanListing {
  readonly #prefix: Buffer;
  readonly #lines: Buffer;
  #length = 0;

  /** `prefix`: printable ASCII; `pieceBytes`: what may gather, beyond the length of a line. */
  constructor(prefix: string, pieceBytes = 16_384) {
    this.#prefix = Buffer.from(prefix, 'latin1');
    this.#lines = Buffer.allocUnsafe(pieceBytes + this.#prefix.length + longestNumbers);
  }

  /** Numbers are whole, from 0. */
  line(number: number, value: number): void {
    const lines = this.#lines;
    this.#digits(number);
    lines[this.#length++] = space;
    for (const byte of this.#prefix) lines[this.#length++] = byte;
    this.#digits(value);
    lines[this.#length++] = 0x0d;
    lines[this.#length++] = 0x0a;
  }

  /** The next line may not fit: `take` first. */
  get isFull(): boolean {
    return this.#length > this.#lines.length - this.#prefix.length - longestNumbers;
  }

  /** The lines so far, in memory of their own. */
  take(): Buffer {
    const taken = Buffer.from(this.#lines.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  #digits(value: number): void {
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    let rest = value;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const quotient = Math.floor(rest / 10);
      this.#lines[at] = zero + (rest - quotient * 10);
      rest = quotient;
    }
    this.#length += digits;
  }
}
