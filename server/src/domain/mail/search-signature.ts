import { foldText } from './search-headers.ts';

/**
 * A signature of a text tells of any other text whether it may stand in it: each three characters that follow one
 * another set two bits. What it says no to is not there; what it says yes to has to be looked at. So a search for any
 * part of a word, in any script, reads next to nothing but what it finds (docs/decisions/0016).
 */
const logMostBytes = 16;
const mostBits = 8 << logMostBytes;
/** So many bits for each that is set: of 50 texts without it one or two are read for three letters, none for six. */
const bitsEach = 3;
/** From here on two characters mean as much as three do elsewhere: Chinese, Japanese and Korean words are short. */
const firstIdeograph = 0x2e80;

/** Comparable without case, accents and width: what is equal to a reader is equal here. */
export function looseText(text: string): string {
  const folded = foldText(text);
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(folded)) return folded;
  return folded
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

export class SignatureMaker {
  readonly #bits = new Uint32Array(mostBits / 32);

  add(text: string): void {
    const bits = this.#bits;
    eachGram(looseText(text), (hash) => {
      const first = firstBit(hash) & (mostBits - 1);
      const second = secondBit(hash) & (mostBits - 1);
      bits[first >>> 5] = (bits[first >>> 5] as number) | (1 << (first & 31));
      bits[second >>> 5] = (bits[second >>> 5] as number) | (1 << (second & 31));
    });
  }

  /** The signature of all that was added; the maker begins anew. Its length is a power of two. */
  take(): Uint8Array {
    let words = this.#bits;
    let set = 0;
    for (const word of words) set += popCount(word);
    // Bits fold onto their places in half the length, so the length can be chosen at the end.
    while (words.length > 1 && words.length * 16 >= set * bitsEach) {
      const half = new Uint32Array(words.length / 2);
      for (let i = 0; i < half.length; i++) half[i] = (words[i] as number) | (words[i + half.length] as number);
      words = half;
    }
    const signature = new Uint8Array(words.length * 4);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      for (let byte = 0; byte < 4; byte++) signature[4 * i + byte] = (word >>> (8 * byte)) & 0xff;
    }
    this.#bits.fill(0);
    return signature;
  }
}

/** The question that a search puts to signatures; undefined: it is too short to ask any. */
export function signatureTest(text: string): ((signature: Uint8Array) => boolean) | undefined {
  const places: number[] = [];
  eachGram(looseText(text), (hash) => places.push(firstBit(hash), secondBit(hash)));
  if (places.length === 0) return undefined;
  return (signature) => {
    const mask = signature.length * 8 - 1;
    for (const place of places) {
      const bit = place & mask;
      if (((signature[bit >>> 3] as number) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  };
}

/** Three characters of a word that follow one another, and two where two say enough. Spaces end words. */
function eachGram(text: string, each: (hash: number) => void): void {
  let a = 0;
  let b = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c <= 0x20) {
      a = 0;
      b = 0;
      continue;
    }
    if (a !== 0) each(hashOf(a, b, c));
    if (b >= firstIdeograph && c >= firstIdeograph) each(hashOf(0, b, c));
    a = b;
    b = c;
  }
}

function hashOf(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function firstBit(hash: number): number {
  return hash >>> 0;
}

function secondBit(hash: number): number {
  return (Math.imul(hash, 0x297a2d39) ^ (hash >>> 16)) >>> 0;
}

function popCount(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
