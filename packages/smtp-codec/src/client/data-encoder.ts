const dot = 46;
const cr = 13;
const lf = 10;

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
    for (let at = chunk.indexOf(dot); at !== -1; at = chunk.indexOf(dot, at + 1)) {
      const before = at === 0 ? this.last : chunk[at - 1];
      const first = at === 0 ? this.beforeLast : at === 1 ? this.last : chunk[at - 2];
      if (before !== lf || first !== cr) continue;
      // The dot goes out with this piece, and again with the next.
      pieces.push(chunk.subarray(from, at + 1));
      from = at;
    }
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
