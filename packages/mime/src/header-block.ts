import type { MessageStructure } from './mime-part.ts';
import { asBuffer, asciiLowerCase } from './raw-text.ts';
import type { BodySection } from './section-range.ts';

/** Longer headers are not kept: they are rare, and copies of them would be dear. */
export const mostHeaderBlockBytes = 16 * 1_024;

const entryBytes = 6;

/**
 * A message's header with the places of its fields, as bytes to keep: header sections are answered from them without a
 * look at the message. The number of fields (16 bits), for each the end (32) and the length of its name (16; 0 for a
 * line that is no field), all little-endian, then the header as it came, blank line included.
 * `head` are the first bytes of the message. Null: the header is too long, or `head` does not hold it.
 */
export function packHeaderBlock({ root }: MessageStructure, head: Uint8Array): Buffer | null {
  const { fields, bodyStart } = root;
  if (root.headerStart !== 0 || bodyStart > mostHeaderBlockBytes || bodyStart > head.length) return null;
  const block = Buffer.allocUnsafe(2 + fields.length * entryBytes + bodyStart);
  let at = block.writeUInt16LE(fields.length, 0);
  for (const field of fields) {
    at = block.writeUInt32LE(field.end, at);
    at = block.writeUInt16LE(field.name.length, at);
  }
  block.set(head.subarray(0, bodyStart), at);
  return block;
}

/** HEADER, HEADER.FIELDS or HEADER.FIELDS.NOT of whole messages (RFC 3501 §6.4.5), made ready to be cut out of many. */
export class HeaderCutter {
  readonly #what: BodySection['what'];
  readonly #names: readonly Buffer[];

  constructor({ what, fields }: Pick<BodySection, 'what' | 'fields'>) {
    this.#what = what;
    this.#names = (fields ?? []).map((name) => Buffer.from(asciiLowerCase(name), 'latin1'));
  }

  /** Views into `packed`, in order; what the section holds is these, one after the other. */
  cut(packed: Uint8Array): Buffer[] {
    const block = asBuffer(packed);
    const count = block.readUInt16LE(0);
    const header = block.subarray(2 + count * entryBytes);
    if (this.#what === 'header') return [header];
    const cut: Buffer[] = [];
    let from = 0;
    let start = 0;
    let isOpen = false;
    const takesNamed = this.#what === 'header-fields';
    for (let index = 0; index < count; index += 1) {
      const entry = 2 + index * entryBytes;
      const isTaken = this.#isNamed(header, start, block.readUInt16LE(entry + 4)) === takesNamed;
      if (isTaken && !isOpen) from = start;
      if (!isTaken && isOpen) cut.push(header.subarray(from, start));
      isOpen = isTaken;
      start = block.readUInt32LE(entry);
    }
    // RFC 3501 §6.4.5: the blank line is always included. A header cut short has none.
    if (!isOpen) from = start;
    if (from < header.length) cut.push(header.subarray(from));
    return cut;
  }

  /** Whether the name at `start` is one of those wanted. */
  #isNamed(header: Buffer, start: number, length: number): boolean {
    for (const name of this.#names) {
      if (name.length !== length) continue;
      let at = 0;
      while (at < length && lowerCase(header[start + at] as number) === name[at]) at += 1;
      if (at === length) return true;
    }
    return false;
  }
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}
