import { foldText } from './search-headers.ts';

/**
 * A signature of a text tells of any other text whether it may stand in it: each three characters that follow one
 * another set two bits. What it says no to is not there; what it says yes to has to be looked at. So a search for any
 * part of a word, in any script, reads next to nothing but what it finds (docs/decisions/0016).
 */
const logMostBytes = 16;
const mostBits = 8 << logMostBytes;
/** Characters that are looked at in one go: one or two milliseconds' worth. */
const stepLength = 16 * 1024;
/** So many bits for each that is set: of 50 texts without it one or two are read for three letters, none for six. */
const bitsEach = 3;
/** From here on two characters mean as much as three do elsewhere: Chinese, Japanese and Korean words are short. */
const firstIdeograph = 0x2e80;

/** Comparable without case, accents and width: what is equal to a reader is equal here. */
export function looseText(text: string): string {
  // ASCII is in its normal form already.
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return foldText(text)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

export class SignatureMaker {
  readonly #bits = new Uint32Array(mostBits / 32);
  /** A bit for each three characters of ASCII that have come: most of a text's have come before, and are not hashed again. */
  readonly #known = new Uint32Array(2 ** 21 / 32);
  /** The words of `known` that are not 0. */
  readonly #knownTouched = new Uint32Array(2 ** 21 / 32);
  #knownCount = 0;
  /** The words of `bits` that are not 0: a text of 2 KB touches a few hundred of sixteen thousand. */
  readonly #touched = new Uint32Array(mostBits / 32);
  #touchedCount = 0;
  #count = 0;
  /** The last two characters. */
  #a = 0;
  #b = 0;
  readonly #bytes = Buffer.allocUnsafeSlow(3 * (stepLength + 1));

  add(text: string): void {
    for (const _step of this.steps(text));
  }

  /** The same, step by step: a text of 16 MB takes a tenth of a second, in which others need their turn. */
  *steps(text: string): Generator<void> {
    this.#a = 0;
    this.#b = 0;
    for (let start = 0; start < text.length; ) {
      let end = Math.min(text.length, start + stepLength);
      // Both halves of a character stay together.
      if ((text.charCodeAt(end) & 0xfc00) === 0xdc00) end++;
      const step = text.slice(start, end);
      const written = this.#bytes.write(step);
      if (written === step.length) this.#addAscii(written);
      else this.#addLoose(looseText(step));
      start = end;
      yield;
    }
  }

  /** `eachGram` of what stands in `bytes`, in one loop: mail is mostly this. */
  #addAscii(length: number): void {
    const bytes = this.#bytes;
    const known = this.#known;
    let a = this.#a;
    let b = this.#b;
    for (let at = 0; at < length; at++) {
      let c = bytes[at] as number;
      if (c <= 0x20) {
        a = 0;
        b = 0;
        continue;
      }
      if (c >= 0x41 && c <= 0x5a) c += 0x20;
      if (a !== 0) {
        // What came before may be of another script.
        if ((a | b) >= 0x80) this.#addHash(hashOf(a, b, c));
        else {
          const gram = (a << 14) | (b << 7) | c;
          const word = known[gram >>> 5] as number;
          const mask = 1 << (gram & 31);
          if ((word & mask) === 0) {
            if (word === 0) this.#knownTouched[this.#knownCount++] = gram >>> 5;
            known[gram >>> 5] = word | mask;
            this.#addHash(hashOf(a, b, c));
          }
        }
      }
      a = b;
      b = c;
    }
    this.#a = a;
    this.#b = b;
  }

  #addLoose(text: string): void {
    ({ a: this.#a, b: this.#b } = eachGram(text, (hash) => this.#addHash(hash), this.#a, this.#b));
  }

  #addHash(hash: number): void {
    this.#set(firstBit(hash) & (mostBits - 1));
    this.#set(secondBit(hash) & (mostBits - 1));
  }

  #set(bit: number): void {
    const at = bit >>> 5;
    const word = this.#bits[at] as number;
    const mask = (1 << (bit & 31)) >>> 0;
    if ((word & mask) !== 0) return;
    if (word === 0) this.#touched[this.#touchedCount++] = at;
    this.#bits[at] = (word | mask) >>> 0;
    this.#count++;
  }

  /** The signature of all that was added; the maker begins anew. Its length is a power of two. */
  take(): Uint8Array {
    const bits = this.#bits;
    let length = bits.length;
    while (length > 1 && length * 16 >= this.#count * bitsEach) length /= 2;
    const signature = new Uint8Array(length * 4);
    const words = new DataView(signature.buffer);
    for (let index = 0; index < this.#touchedCount; index++) {
      const at = this.#touched[index] as number;
      // Bits fold onto their places in the shorter length, so the length can be chosen at the end.
      const to = (at & (length - 1)) * 4;
      words.setUint32(to, words.getUint32(to, true) | (bits[at] as number), true);
      bits[at] = 0;
    }
    for (let index = 0; index < this.#knownCount; index++) this.#known[this.#knownTouched[index] as number] = 0;
    this.#touchedCount = 0;
    this.#knownCount = 0;
    this.#count = 0;
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

/**
 * Three characters of a word that follow one another, and two where two say enough. Spaces end words. `a` and `b`: the two
 * before the text, 0 for none; gives the last two.
 */
function eachGram(
  text: string,
  each: (hash: number) => void,
  a = 0,
  b = 0,
): { readonly a: number; readonly b: number } {
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
  return { a, b };
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
