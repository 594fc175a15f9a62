import type { CodecLimits } from './limits.ts';
import { argumentError, ImapSyntaxError, shown } from './syntax-error.ts';

/** `{12}`, `{12+}`, `~{12}` at the end of a line: RFC 3501 §4.3, RFC 7888, literal8 of RFC 3516. */
export const literalMarker = /(~?)\{(\d{1,20})([+-]?)\}$/;

export interface ScannerOptions {
  readonly limits: CodecLimits;
  /** UTF8=ACCEPT or IMAP4rev2 was enabled: quoted strings and mailbox names are UTF-8 (RFC 6855 §3, RFC 9051 §5.1). */
  readonly utf8: boolean;
}

/**
 * A position in one complete command: line pieces as Latin-1 text (a character is a byte) with the literals between
 * them. The grammar functions move it forward; none of them looks behind itself.
 */
export class CommandScanner {
  readonly options: ScannerOptions;
  readonly #pieces: readonly string[];
  readonly #literals: readonly Buffer[];
  #piece = 0;
  #text: string;
  #position = 0;
  #depth = 0;

  constructor(pieces: readonly string[], literals: readonly Buffer[], options: ScannerOptions) {
    this.#pieces = pieces;
    this.#literals = literals;
    this.#text = pieces[0] ?? '';
    this.options = options;
  }

  /** The next character, or '' at the end of the line piece. */
  peek(): string {
    return this.#text.charAt(this.#position);
  }

  /** What is left of this line piece. */
  rest(): string {
    return this.#text.slice(this.#position);
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length && this.#piece >= this.#pieces.length - 1;
  }

  startsWith(character: string): boolean {
    return this.#text.startsWith(character, this.#position);
  }

  /** Steps over `character` if it comes next. */
  skip(character: string): boolean {
    if (!this.startsWith(character)) return false;
    this.#position += character.length;
    return true;
  }

  expect(character: string, where: string): void {
    if (this.skip(character)) return;
    const wanted = character === ' ' ? 'a space' : character;
    throw argumentError(`expected ${wanted} ${where}, found ${this.#found()}`);
  }

  /** What `pattern` (sticky) matches here, or undefined. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const matched = pattern.exec(this.#text)?.[0];
    if (matched !== undefined) this.#position += matched.length;
    return matched;
  }

  /** As `match`, or a syntax error that says that `what` was expected. */
  require(pattern: RegExp, what: string): string {
    const matched = this.match(pattern);
    if (matched === undefined || matched === '') throw this.wanted(what);
    return matched;
  }

  /** Takes the literal whose marker stands here (it always ends its line piece), or undefined if none does. */
  takeLiteral(): Buffer | undefined {
    if (this.peek() !== '{' && !this.startsWith('~{')) return undefined;
    const marker = literalMarker.exec(this.rest());
    const literal = this.#literals[this.#piece];
    if (marker?.index !== 0 || literal === undefined) return undefined;
    this.#piece++;
    this.#text = this.#pieces[this.#piece] ?? '';
    this.#position = 0;
    return literal;
  }

  /** Runs `work` one level of parentheses deeper. */
  nested<T>(work: () => T): T {
    const { nesting } = this.options.limits;
    if (this.#depth >= nesting) throw new ImapSyntaxError('too-long', `more than ${nesting} levels of parentheses`);
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  end(): void {
    if (!this.isAtEnd) throw argumentError(`expected the end of the command, found ${this.#found()}`);
  }

  wanted(what: string): ImapSyntaxError {
    return argumentError(`expected ${what}, found ${this.#found()}`);
  }

  #found(): string {
    return this.#position >= this.#text.length ? 'the end of the command' : shown(this.rest());
  }
}
