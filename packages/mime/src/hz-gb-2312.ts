import { isOfPair, PairedText, pairTable } from './paired-text.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const tilde = 0x7e;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** HZ (RFC 1843): pairs of GB 2312 between `~{` and `~}`; `~~` is a tilde, and a tilde at the end of a line joins it to the next. */
export class HzText extends PairedText {
  readonly #set = pairTable('gb2312');
  #isShifted = false;
  /** Has come and waits for what it means: a tilde, or one with the first of the line's end. */
  #held: '' | '~' | '~\r' = '';

  protected read(byte: number): void {
    if (this.#held !== '') {
      if (this.#readMark(byte)) return;
      this.readEnd();
    }
    if (byte === tilde) this.#held = '~';
    else if (this.#isShifted && isOfPair(byte)) this.beginPair(byte, this.#set);
    else {
      if (byte === lineFeed) this.#isShifted = false;
      this.putAscii(byte);
    }
  }

  /** What was held back is text. */
  protected readEnd(): void {
    for (const letter of this.#held) this.put(letter.charCodeAt(0));
    this.#held = '';
  }

  /** Whether the byte makes a mark of what is held back. */
  #readMark(byte: number): boolean {
    if (byte === carriageReturn && this.#held === '~') {
      this.#held = '~\r';
      return true;
    }
    if (byte !== lineFeed && this.#held === '~\r') return false;
    if (byte === openBrace || byte === closeBrace) this.#isShifted = byte === openBrace;
    else if (byte === tilde && !this.#isShifted) this.put(tilde);
    else if (byte !== lineFeed) return false;
    this.#held = '';
    return true;
  }
}
