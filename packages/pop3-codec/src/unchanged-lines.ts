const lf = 0x0a;
const cr = 0x0d;
const dot = 0x2e;
/** Four bytes of LF, of 1 and of 128: `four ^ lfs` has a byte of 0 where `four` has an LF. */
const lfs = 0x0a0a0a0a;
const ones = 0x01010101;
// As the signed numbers that the elements of an Int32Array are.
const highBits = 0x80808080 | 0;
/** So many fours are looked at together. */
const step = 4;

/**
 * Whether every LF in `bytes` has a CR before it and no "." after it, so that a multi-line reply has them as they are (RFC 1939 §3).
 * Four bytes at a time: nearly all of a message is no LF. Whether the first byte is a "." is not looked at.
 */
export function hasUnchangedLines(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  // The fours stand at multiples of four in memory.
  const first = Math.min(-byteOffset & 3, length);
  const count = (length - first) >> 2;
  let at = 0;
  if (count >= step) {
    for (; at < first; at += 1) if (isChanged(bytes, at)) return false;
    const fours = new Int32Array(buffer, byteOffset + first, count);
    let four = 0;
    for (; four + step <= count; four += step) {
      const a = (fours[four] as number) ^ lfs;
      const b = (fours[four + 1] as number) ^ lfs;
      const c = (fours[four + 2] as number) ^ lfs;
      const d = (fours[four + 3] as number) ^ lfs;
      if ((((a - ones) & ~a) | ((b - ones) & ~b) | ((c - ones) & ~c) | ((d - ones) & ~d)) & highBits) {
        const from = first + four * 4;
        for (at = from; at < from + step * 4; at += 1) if (isChanged(bytes, at)) return false;
      }
    }
    at = first + four * 4;
  }
  for (; at < length; at += 1) if (isChanged(bytes, at)) return false;
  return true;
}

function isChanged(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === lf && (bytes[at - 1] !== cr || bytes[at + 1] === dot);
}
