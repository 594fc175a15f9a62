import type { LineEndFault } from './data-decoder.ts';

/** Counts the octets of one BDAT chunk (RFC 3030 §2): nothing in them is a command or an end. */
export class ChunkDecoder {
  remaining: number;

  constructor(size: number) {
    this.remaining = size;
  }

  /** The part of `bytes` that belongs to the chunk, as a view. */
  take(bytes: Uint8Array): Uint8Array {
    const mine = bytes.length <= this.remaining ? bytes : bytes.subarray(0, this.remaining);
    this.remaining -= mine.length;
    return mine;
  }
}

/** Looks for line ends that are not CRLF in content that arrives in pieces and is not BINARYMIME (RFC 3030 §3). */
export class LineEndCheck {
  fault: LineEndFault | null = null;
  private afterCr = false;

  feed(bytes: Uint8Array): void {
    if (this.fault !== null) return;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte > 13) {
        if (this.afterCr) this.fault ??= 'bare-cr';
        this.afterCr = false;
      } else if (byte === 10) {
        if (!this.afterCr) this.fault ??= 'bare-lf';
        this.afterCr = false;
      } else {
        if (this.afterCr) this.fault ??= 'bare-cr';
        this.afterCr = byte === 13;
      }
      if (this.fault !== null) return;
    }
  }

  finish(): void {
    if (this.afterCr) this.fault ??= 'bare-cr';
  }
}
