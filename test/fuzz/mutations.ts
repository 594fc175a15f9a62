/** Random numbers that come again with their seed (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 … below − 1 */
  upTo(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.upTo(from.length)] as T;
  }
}

const insertions = [
  '{',
  '}',
  '{4+}\r\n',
  '{4}\r\n',
  '~{9+}\r\n',
  '{99999999999}\r\n',
  '{0+}\r\n',
  '(',
  ')',
  '"',
  '\\',
  '\r\n',
  '\n',
  '\r',
  '*',
  '$',
  '\0',
  ' ',
  '&',
  '&AA-',
  '%',
  '9'.repeat(25),
  '('.repeat(50),
  'NOT '.repeat(40),
  'OR '.repeat(300),
  '\xff\xfe',
  '\r\n.\r\n',
  '.\r\n',
  '\n.\n',
  ':',
  ',',
  '1:*',
  '-1:-5',
  'NIL',
  ' CATENATE (',
  'TEXT {3+}\r\n',
  'URL "/a/;UID=1"',
  ' RETURN (',
  'FUZZY ',
  'a'.repeat(1_100),
  '<',
  '>',
  '@',
  '[',
  ']',
  '=?utf-8?q?x?=',
  ' UTF8 (~{3+}\r\n',
  'FILTER x ',
] as const;

/** Some transcripts behind one another, cut and changed in a few places. */
export function mutated(dice: Dice, seeds: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  for (let n = 1 + dice.upTo(3); n > 0; n--) {
    const seed = dice.pick(seeds);
    const from = dice.upTo(2) === 0 ? 0 : dice.upTo(seed.length + 1);
    parts.push(seed.subarray(from, from + 1 + dice.upTo(1_500)));
  }
  let bytes: Buffer = Buffer.concat(parts);
  for (let n = dice.upTo(8); n > 0; n--) bytes = changed(dice, bytes);
  return bytes;
}

function changed(dice: Dice, bytes: Buffer): Buffer {
  const at = dice.upTo(bytes.length + 1);
  const before = bytes.subarray(0, at);
  switch (dice.upTo(5)) {
    case 0:
      return Buffer.concat([before, bytes.subarray(at + 1 + dice.upTo(12))]);
    case 1:
      return Buffer.concat([before, bytes.subarray(at, at + dice.upTo(60)), bytes.subarray(at)]);
    case 2: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = dice.upTo(256);
      return copy;
    }
    default:
      return Buffer.concat([before, Buffer.from(dice.pick(insertions), 'latin1'), bytes.subarray(at + dice.upTo(4))]);
  }
}

export function cutUp(dice: Dice, bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  const most = dice.pick([1, 3, 17, 200, 1_000]);
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + dice.upTo(most);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
