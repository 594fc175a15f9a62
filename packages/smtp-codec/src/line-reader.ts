import type { InputBuffer } from './input-buffer.ts';

export type LineRead =
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  /** No line of the protocol; it was thrown away up to its CRLF. */
  | { readonly kind: 'refused'; readonly reason: LineFault };

export type LineFault = 'too-long' | 'bare-lf' | 'bare-cr' | 'nul';

const cr = 13;
const lf = 10;

/**
 * Takes command lines from the input. Only CRLF ends a line (RFC 5321 §2.3.8). A bare LF is refused as soon as it is seen,
 * since a client that ends lines so waits for an answer, and what follows up to the next CRLF is not taken for a command.
 */
export class LineReader {
  private readonly input: InputBuffer;
  private scanned = 0;
  private discarding = false;

  constructor(input: InputBuffer) {
    this.input = input;
  }

  /** The next line without its CRLF; `null` when it is not complete. `limit` counts the CRLF. */
  next(limit: number): LineRead | null {
    const bytes = this.input.unread();
    if (this.discarding) return this.discard(bytes) ? this.next(limit) : null;
    for (let at = this.scanned; at < bytes.length; at += 1) {
      if (bytes[at] !== lf) continue;
      if (at === 0 || bytes[at - 1] !== cr) {
        this.take(at + 1);
        this.discarding = true;
        return { kind: 'refused', reason: 'bare-lf' };
      }
      this.take(at + 1);
      if (at + 1 > limit) return { kind: 'refused', reason: 'too-long' };
      const line = bytes.subarray(0, at - 1);
      if (line.includes(cr)) return { kind: 'refused', reason: 'bare-cr' };
      if (line.includes(0)) return { kind: 'refused', reason: 'nul' };
      return { kind: 'line', bytes: line };
    }
    if (bytes.length >= limit) {
      this.discarding = true;
      this.discard(bytes);
      return { kind: 'refused', reason: 'too-long' };
    }
    this.scanned = bytes.length;
    return null;
  }

  /** To be called with `input.clear()`. */
  reset(): void {
    this.scanned = 0;
    this.discarding = false;
  }

  private take(count: number): void {
    this.input.skip(count);
    this.scanned = 0;
  }

  /** Throws away up to and with the next CRLF; a CR at the end is kept, its LF may come. */
  private discard(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length; at += 1) {
      if (bytes[at] !== cr || bytes[at + 1] !== lf) continue;
      this.take(at + 2);
      this.discarding = false;
      return true;
    }
    this.take(bytes.at(-1) === cr ? bytes.length - 1 : bytes.length);
    return false;
  }
}
