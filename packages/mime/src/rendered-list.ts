import type { RawText } from './raw-text.ts';

/** A value of an answer of FETCH and where it stands: NIL, a number, a string, or a list. */
export type Rendered = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'nil' | 'number' }
  | { readonly kind: 'string'; readonly text: RawText }
  | { readonly kind: 'list'; readonly items: readonly Rendered[] }
);

/**
 * Reads what `renderEnvelope` and `renderBodyStructure` wrote. Lists lie as deep as messages do (`maxDepth` of the scanner).
 * @throws RangeError for anything that they do not write
 */
export function readRendered(answer: RawText): Rendered {
  const reader = new RenderedReader(answer);
  const value = reader.value();
  if (value.end !== answer.length) throw new RangeError(`an answer goes on behind its end at ${value.end}`);
  return value;
}

const plain = /NIL|\d+/y;
const quotedString = /"([^"\\]*(?:\\.[^"\\]*)*)"/sy;
const literalSize = /\{(\d+)\}\r\n/y;

class RenderedReader {
  readonly #answer: RawText;
  #at = 0;

  constructor(answer: RawText) {
    this.#answer = answer;
  }

  value(): Rendered {
    const start = this.#at;
    if (this.#answer[start] === '(') return { kind: 'list', items: this.#items(), start, end: this.#at };
    const quoted = this.#match(quotedString);
    if (quoted !== null)
      return { kind: 'string', text: (quoted[1] ?? '').replace(/\\(.)/gs, '$1'), start, end: this.#at };
    const size = this.#match(literalSize);
    if (size !== null) {
      const from = this.#at;
      this.#at += Number(size[1]);
      return { kind: 'string', text: this.#answer.slice(from, this.#at), start, end: this.#at };
    }
    const word = this.#match(plain);
    if (word === null) throw new RangeError(`an answer has no value at ${start}`);
    return { kind: word[0] === 'NIL' ? 'nil' : 'number', start, end: this.#at };
  }

  #items(): Rendered[] {
    const items: Rendered[] = [];
    this.#at += 1;
    for (;;) {
      const next = this.#answer[this.#at];
      if (next === ')') break;
      // Addresses and the parts of a multipart stand without a space between them.
      if (next === ' ') this.#at += 1;
      items.push(this.value());
    }
    this.#at += 1;
    return items;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#answer);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }
}
