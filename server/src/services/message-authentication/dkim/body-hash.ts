import { createHash } from 'node:crypto';
import type { Canonicalization } from './canonical-header.ts';

const cr = 13;
const lf = 10;
const space = 32;
const tab = 9;
const bufferBytes = 16 * 1024;

/** SHA-256 of a body in canonical form (RFC 6376 §3.4.3, §3.4.4) as it passes; `mostBytes` of it count (`l=`). */
export class BodyHash {
  /** Of the canonical body, all of it. */
  canonicalBytes = 0;
  private readonly relaxed: boolean;
  private readonly digest = createHash('sha256');
  private left: number;
  private readonly buffer = Buffer.allocUnsafe(bufferBytes);
  private used = 0;
  private emptyLines = 0;
  private lineHasContent = false;
  private afterCr = false;
  private afterSpace = false;
  private hasAny = false;

  constructor(how: Canonicalization, mostBytes: number | null = null) {
    this.relaxed = how === 'relaxed';
    this.left = mostBytes ?? Infinity;
  }

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (this.afterCr) {
        this.afterCr = false;
        if (byte === lf) {
          this.endLine();
          continue;
        }
        this.content(cr);
      }
      if (byte === cr) this.afterCr = true;
      else if (this.relaxed && (byte === space || byte === tab)) this.afterSpace = true;
      else this.content(byte);
    }
  }

  /** In base64. */
  finish(): string {
    if (this.afterCr) this.content(cr);
    // A last line without an end gets one; an empty simple body is one line end.
    if (this.lineHasContent) this.endLine();
    else if (!this.relaxed && !this.hasAny) this.lineEnd();
    this.flush();
    return this.digest.digest('base64');
  }

  private endLine(): void {
    this.afterSpace = false;
    if (!this.lineHasContent) {
      this.emptyLines += 1;
      return;
    }
    this.lineHasContent = false;
    this.lineEnd();
  }

  private content(byte: number): void {
    // Empty lines count only where something follows.
    for (; this.emptyLines > 0; this.emptyLines -= 1) this.lineEnd();
    if (this.afterSpace) this.put(space);
    this.afterSpace = false;
    this.lineHasContent = true;
    this.hasAny = true;
    this.put(byte);
  }

  private lineEnd(): void {
    this.put(cr);
    this.put(lf);
  }

  private put(byte: number): void {
    this.canonicalBytes += 1;
    if (this.left <= 0) return;
    this.left -= 1;
    this.buffer[this.used] = byte;
    this.used += 1;
    if (this.used === bufferBytes) this.flush();
  }

  private flush(): void {
    this.digest.update(this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}
