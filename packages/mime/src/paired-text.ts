import iconv from 'iconv-lite';
import type { TextPieces } from './charset.ts';

/** The characters of a set of 94 × 94 (ISO 2022), by row and cell; U+FFFD where there is none. */
export type PairTable = Uint16Array;

const cells = 94;
const firstCell = 0x21;
/** Characters that bytes of before may still become. */
const mostHeld = 4;
export const replacement = 0xfffd;
const tables = new Map<string, PairTable>();

/** Its EUC form says what the set holds: the same pairs with the eighth bit. Made when it is first wanted. */
export function pairTable(eucName: 'euc-kr' | 'gb2312'): PairTable {
  let table = tables.get(eucName);
  if (table === undefined) tables.set(eucName, (table = readTable(eucName)));
  return table;
}

function readTable(eucName: string): PairTable {
  const table = new Uint16Array(cells * cells);
  const pair = Buffer.alloc(2);
  for (let at = 0; at < table.length; at++) {
    pair[0] = 0xa1 + Math.floor(at / cells);
    pair[1] = 0xa1 + (at % cells);
    const text = iconv.decode(pair, eucName);
    table[at] = text.length === 1 ? text.charCodeAt(0) : replacement;
  }
  return table;
}

/** A text in which some characters are pairs of bytes; the charset says what the bytes between them mean. */
export abstract class PairedText implements TextPieces {
  #units = new Uint16Array();
  #length = 0;
  /** The first of a pair; 0 for none. */
  #lead = 0;
  #table: PairTable | null = null;

  write(bytes: Uint8Array): string {
    this.#units = new Uint16Array(bytes.length + mostHeld);
    this.#length = 0;
    for (const byte of bytes) {
      if (this.#lead !== 0 && this.#endPair(byte)) continue;
      this.read(byte);
    }
    return this.#text();
  }

  end(): string {
    this.#units = new Uint16Array(mostHeld);
    this.#length = 0;
    if (this.#lead !== 0) this.put(replacement);
    this.#lead = 0;
    this.readEnd();
    return this.#text();
  }

  /** One byte that does not end a pair. */
  protected abstract read(byte: number): void;
  /** What was held back is all there is. */
  protected abstract readEnd(): void;

  protected put(unit: number): void {
    this.#units[this.#length++] = unit;
  }

  /** A byte by itself: nothing but ASCII stands alone. */
  protected putAscii(byte: number): void {
    this.put(byte < 0x80 ? byte : replacement);
  }

  /** `null`: of a set that nobody has a table of. */
  protected beginPair(byte: number, table: PairTable | null): void {
    this.#lead = byte;
    this.#table = table;
  }

  /** False: the byte is no second one, and is read for itself. */
  #endPair(byte: number): boolean {
    const [row, cell] = [(this.#lead & 0x7f) - firstCell, (byte & 0x7f) - firstCell];
    this.#lead = 0;
    const isPair = isOfPair(byte);
    this.put(isPair ? (this.#table?.[row * cells + cell] ?? replacement) : replacement);
    return isPair;
  }

  #text(): string {
    return Buffer.from(this.#units.buffer, 0, this.#length * 2).toString('utf16le');
  }
}

/** Whether it can be one of a pair; the eighth bit says nothing. */
export function isOfPair(byte: number): boolean {
  const cell = (byte & 0x7f) - firstCell;
  return cell >= 0 && cell < cells;
}
