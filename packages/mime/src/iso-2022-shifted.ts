import { isOfPair, PairedText, type PairTable, pairTable, replacement } from './paired-text.ts';

const lineFeed = 0x0a;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const escape = 0x1b;

/** By the last byte of the escape that names them: GB 2312, ISO-IR-165 which is GB 2312 and some more, KS X 1001. */
const namedSets: Readonly<Record<string, () => PairTable>> = {
  A: () => pairTable('gb2312'),
  E: () => pairTable('gb2312'),
  C: () => pairTable('euc-kr'),
};

/**
 * ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922): pairs stand between SO and SI, and an escape says of which set. There is
 * no table of CNS 11643: each of its characters is U+FFFD. Pairs with the eighth bit, which Korean programs wrote under this
 * name, are those of the same set.
 */
export class ShiftedIso2022 extends PairedText {
  #set: PairTable | null;
  #isShifted = false;
  /** Of the next character only (SS2, SS3); its sets are planes of CNS 11643. */
  #isSingleShift = false;
  /** What has come of an escape. */
  #escape = '';

  /** `first` is the set where no escape names one. */
  constructor(first: 'euc-kr' | 'gb2312') {
    super();
    this.#set = pairTable(first);
  }

  protected read(byte: number): void {
    if (this.#escape !== '') {
      if (this.#readEscape(byte)) return;
      this.#giveUpEscape();
    }
    if (byte === escape) this.#escape = '\x1b';
    else if (byte === shiftOut) this.#isShifted = true;
    else if (byte === shiftIn) this.#isShifted = false;
    else if (this.#isSingleShift && isOfPair(byte)) {
      this.#isSingleShift = false;
      this.beginPair(byte, null);
    } else if (isOfPair(byte) && (this.#isShifted || byte >= 0x80)) this.beginPair(byte, this.#set);
    else {
      // Both RFCs: a line ends in ASCII.
      if (byte === lineFeed) this.#isShifted = false;
      this.#isSingleShift = false;
      this.putAscii(byte);
    }
  }

  protected readEnd(): void {
    if (this.#escape !== '') this.#giveUpEscape();
  }

  /** Whether the byte goes on with the escape, or ends it. */
  #readEscape(byte: number): boolean {
    const letter = String.fromCharCode(byte);
    if (this.#escape === '\x1b') {
      if (letter === 'N' || letter === 'O') this.#isSingleShift = true;
      else if (letter !== '$') return false;
      this.#escape = letter === '$' ? '\x1b$' : '';
      return true;
    }
    if (this.#escape === '\x1b$') {
      if (!')*+'.includes(letter)) return false;
      this.#escape += letter;
      return true;
    }
    if (letter < 'A' || letter > 'M') return false;
    // SS2 and SS3 take theirs from what `*` and `+` name.
    if (this.#escape === '\x1b$)') this.#set = namedSets[letter]?.() ?? null;
    this.#escape = '';
    return true;
  }

  /** It was none: what stood behind ESC is text. */
  #giveUpEscape(): void {
    const [, ...rest] = this.#escape;
    this.#escape = '';
    this.put(replacement);
    for (const letter of rest) this.putAscii(letter.charCodeAt(0));
  }
}
