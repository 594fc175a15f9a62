import { hasUnchangedLines } from './unchanged-lines.ts';

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

const crlfBytes = Buffer.from('\r\n');
const dotByte = Buffer.from('.');
const crByte = Buffer.from('\r');
const endBytes = Buffer.from('.\r\n');
const endAfterBreak = Buffer.from('\r\n.\r\n');

/**
 * A message on its way out as the lines of a multi-line reply (RFC 1939 §3), whatever the chunks: lines end in CRLF,
 * those that begin with "." get another one, and `finish` ends the reply. A CR alone is an ordinary byte.
 *
 * With `bodyLines` it is TOP (RFC 1939 §7): the header, the blank line, and so many lines of the body;
 * `isComplete` then says that no more input is needed.
 */
export class MessageStream {
  /** Lines of the body still to give; Infinity for RETR. */
  #left: number;
  #inHeader: boolean;
  #isComplete = false;
  /** At the beginning of a line. */
  #isLineStart = true;
  /** Bytes of the current line so far, CR included; only whether there are any matters. */
  #isLineEmpty = true;
  /** A CR at the end of the last chunk, not given yet. */
  #heldCr = false;

  constructor(bodyLines?: number) {
    this.#left = bodyLines ?? Number.POSITIVE_INFINITY;
    this.#inHeader = bodyLines !== undefined;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** What to send for the next bytes of the message; views of `chunk` wherever nothing had to be changed. */
  push(chunk: Uint8Array): Buffer[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#passesUnchanged(bytes)) return [bytes];
    const out: Buffer[] = [];
    let from = 0;
    let at = 0;
    if (this.#heldCr && bytes.length > 0 && !this.#isComplete) {
      this.#heldCr = false;
      if (bytes[0] === LF) {
        out.push(crlfBytes);
        from = 1;
        at = 1;
        this.#endLine();
      } else {
        // A CR alone.
        out.push(crByte);
        this.#isLineStart = false;
        this.#isLineEmpty = false;
      }
    }
    while (at < bytes.length && !this.#isComplete) {
      if (this.#isLineStart && bytes[at] === DOT) {
        out.push(bytes.subarray(from, at), dotByte);
        from = at;
      }
      const lf = bytes.indexOf(LF, at);
      if (lf < 0) {
        const endsInCr = bytes[bytes.length - 1] === CR;
        const end = bytes.length - (endsInCr ? 1 : 0);
        out.push(bytes.subarray(from, end));
        from = bytes.length;
        if (end > at) {
          this.#isLineStart = false;
          this.#isLineEmpty = false;
        }
        this.#heldCr = endsInCr;
        break;
      }
      const hasCr = lf > at && bytes[lf - 1] === CR;
      if (lf - (hasCr ? 1 : 0) > at) this.#isLineEmpty = false;
      if (!hasCr) {
        out.push(bytes.subarray(from, lf), crlfBytes);
        from = lf + 1;
      }
      at = lf + 1;
      this.#endLine();
    }
    if (at > from) out.push(bytes.subarray(from, at));
    return out.filter((piece) => piece.length > 0);
  }

  /** Most of what is retrieved: nothing is to be added, nor counted. True: it has been taken in. */
  #passesUnchanged(bytes: Buffer): boolean {
    const last = bytes[bytes.length - 1];
    if (last === undefined || last === CR || this.#heldCr || this.#inHeader) return false;
    if (this.#left !== Number.POSITIVE_INFINITY || (this.#isLineStart && bytes[0] === DOT)) return false;
    if (!hasUnchangedLines(bytes)) return false;
    this.#isLineStart = last === LF;
    this.#isLineEmpty = this.#isLineStart;
    return true;
  }

  /** The end of the last line, if it had none, and of the reply. */
  finish(): Buffer[] {
    const pieces: Buffer[] = [];
    if (this.#heldCr && !this.#isComplete) {
      pieces.push(crByte);
      this.#isLineStart = false;
    }
    this.#heldCr = false;
    pieces.push(this.#isLineStart ? endBytes : endAfterBreak);
    return pieces;
  }

  #endLine(): void {
    if (this.#inHeader) {
      // RFC 5322 §2.1: the first empty line ends the header.
      if (this.#isLineEmpty) this.#inHeader = false;
      if (this.#isLineEmpty && this.#left === 0) this.#isComplete = true;
    } else if (this.#left !== Number.POSITIVE_INFINITY) {
      this.#left -= 1;
      if (this.#left <= 0) this.#isComplete = true;
    }
    this.#isLineStart = true;
    this.#isLineEmpty = true;
  }
}

/** Counts what RETR sends for a message, without dot-stuffing and end: the exact size (RFC 1939 §11). */
export class WireSizeCounter {
  #bytes = 0;
  #lastByte = LF;

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#bytes += bytes.length;
    for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
      if ((lf > 0 ? bytes[lf - 1] : this.#lastByte) !== CR) this.#bytes += 1;
    }
    if (bytes.length > 0) this.#lastByte = bytes[bytes.length - 1] as number;
  }

  /** Octets, the CRLF that a last line without one will get included. */
  finish(): number {
    return this.#bytes + (this.#lastByte === LF ? 0 : 2);
  }
}
