const dot = 46;
const cr = 13;
const lf = 10;
const lineOfDot = Buffer.from('\r\n.');

/**
 * Content for DATA: a dot at the beginning of a line is doubled (RFC 5321 §4.5.2), and `end` gives the end of data, with
 * a line end before it where the content has none. Chunks may be split anywhere.
 */
export class DataEncoder {
  private last = lf;
  private beforeLast = cr;

  encode(chunk: Uint8Array): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let from = 0;
    const double = (at: number): void => {
      // The dot goes out with this piece, and again with the next.
      pieces.push(chunk.subarray(from, at + 1));
      from = at;
    };
    // Its line may have begun in the chunk before.
    if (chunk[0] === dot && this.last === lf && this.beforeLast === cr) double(0);
    if (chunk[1] === dot && chunk[0] === lf && this.last === cr) double(1);
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = bytes.indexOf(lineOfDot); at !== -1; at = bytes.indexOf(lineOfDot, at + 3)) double(at + 2);
    if (from < chunk.length) pieces.push(chunk.subarray(from));
    if (chunk.length > 1) this.beforeLast = chunk[chunk.length - 2] ?? 0;
    else if (chunk.length === 1) this.beforeLast = this.last;
    if (chunk.length > 0) this.last = chunk[chunk.length - 1] ?? 0;
    return pieces;
  }

  end(): string {
    return this.beforeLast === cr && this.last === lf ? '.\r\n' : '\r\n.\r\n';
  }
}
