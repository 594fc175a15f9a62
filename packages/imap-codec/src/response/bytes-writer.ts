const zero = 0x30;
const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);
const largestReserve = 98_304;
const empty: Buffer = Buffer.alloc(0);

/** Where a writer gets memory that others have used before it. */
export interface BufferSource {
  /** One of at least so many bytes; undefined: the writer gets its own. */
  take(bytes: number): Buffer | undefined;
  /** Its bytes have been copied elsewhere. */
  giveBack(buffer: Buffer): void;
}

/**
 * Bytes of responses, gathered into one growing buffer: a FETCH of 50,000 messages writes numbers and slices and makes
 * no string per message. `take` hands out what has been written and starts afresh.
 */
export class BytesWriter {
  /** Nothing is held while nothing is written: thousands of connections at rest each have one of these. */
  #buffer: Buffer = empty;
  #capacity: number;
  readonly #source: BufferSource | undefined;
  #length = 0;

  /** `capacity` is what the first write reserves. Whoever gives a source gives what was taken back to it. */
  constructor(capacity = 512, source?: BufferSource) {
    this.#capacity = capacity;
    this.#source = source;
  }

  get length(): number {
    return this.#length;
  }

  /** Latin-1 text: one byte a character. */
  text(text: string): this {
    this.#reserve(text.length);
    if (text.length < 16) {
      // Short tokens dominate; a loop beats the call into C++.
      for (let i = 0; i < text.length; i++) this.#buffer[this.#length + i] = text.charCodeAt(i);
    } else this.#buffer.write(text, this.#length, 'latin1');
    this.#length += text.length;
    return this;
  }

  utf8(text: string): this {
    // Most is ASCII, which is the same bytes in Latin-1.
    return isAscii(text) ? this.text(text) : this.bytes(Buffer.from(text, 'utf8'));
  }

  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** A whole number of at most 2^53-1 in decimal. */
  number(value: number): this {
    if (value > 0xffff_ffff || value < 0) return this.text(String(value));
    this.#reserve(10);
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    let rest = value;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const quotient = Math.floor(rest / 10);
      this.#buffer[at] = zero + (rest - quotient * 10);
      rest = quotient;
    }
    this.#length += digits;
    return this;
  }

  /** A whole number from 0 to 99, with a zero before a single digit. */
  twoDigits(value: number): this {
    this.#reserve(2);
    const tens = (value / 10) | 0;
    this.#buffer[this.#length] = zero + tens;
    this.#buffer[this.#length + 1] = zero + (value - tens * 10);
    this.#length += 2;
    return this;
  }

  /** The bytes `[start, end)` of a buffer: no view of them has to be made. */
  slice(bytes: Buffer, start: number, end: number): this {
    this.#reserve(end - start);
    bytes.copy(this.#buffer, this.#length, start, end);
    this.#length += end - start;
    return this;
  }

  /** What has been written since it was `start` bytes long; look at it before anything more is written. */
  written(start: number): Buffer {
    return this.#buffer.subarray(start, this.#length);
  }

  /** What has been written; the writer is empty afterwards and never touches these bytes again. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    // The next answer is likely as long as this one.
    this.#capacity = Math.min(Math.max(this.#length, 256), largestReserve);
    this.#buffer = empty;
    this.#length = 0;
    return taken;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#buffer.length) return;
    const larger =
      this.#source?.take(needed) ?? Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2, this.#capacity));
    this.#buffer.copy(larger, 0, 0, this.#length);
    if (this.#length > 0) this.#source?.giveBack(this.#buffer);
    this.#buffer = larger;
  }
}
