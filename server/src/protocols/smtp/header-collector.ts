const endOfHeader = Buffer.from('\r\n\r\n');

/** Gathers the header of a message that arrives in pieces of any size. */
export class HeaderCollector {
  private bytes: Buffer = Buffer.alloc(0);
  private length = 0;

  /** The header with its blank line, and what came after it in the last piece. */
  get gathered(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** The length of the header with its blank line once it is complete, otherwise `null`. The piece must not change. */
  add(piece: Uint8Array): number | null {
    const from = Math.max(0, this.length - 3);
    // Most headers come whole with the first piece, which is then read where it is.
    if (this.length === 0) this.bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    else this.append(piece);
    this.length += piece.length;
    // A message that begins with a blank line has no header.
    if (this.length >= 2 && this.bytes[0] === 13 && this.bytes[1] === 10) return 2;
    const end = this.gathered.indexOf(endOfHeader, from);
    return end === -1 ? null : end + endOfHeader.length;
  }

  private append(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.bytes.length * 2, 4096));
      larger.set(this.gathered);
      this.bytes = larger;
    }
    this.bytes.set(piece, this.length);
  }
}
