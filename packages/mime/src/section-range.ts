import type { HeaderField, MessageStructure, MimePart } from './mime-part.ts';
import { asciiLowerCase } from './raw-text.ts';

/** What stands between the brackets of BODY[…] (RFC 3501 §6.4.5). */
export interface BodySection {
  /** Part numbers from the outside in; empty for the whole message. */
  part: readonly number[];
  /** `body` is the section without a word behind the numbers: the part's content, or the whole message. */
  what: 'body' | 'header' | 'header-fields' | 'header-fields-not' | 'text' | 'mime';
  /** Field names of HEADER.FIELDS and HEADER.FIELDS.NOT, any case. */
  fields?: readonly string[];
}

/** `[start, end)` in bytes of the message. */
export type ByteRange = readonly [start: number, end: number];

export interface SectionRange {
  /** In order, none empty; what the section holds is these, one after the other. */
  ranges: ByteRange[];
  sizeBytes: number;
}

/**
 * Where a body section stands in the message; null when the message has no such part or the part no such text
 * (FETCH answers NIL). Header fields keep their bytes and their order, and the header's blank line follows them.
 */
export function sectionRange(structure: MessageStructure, section: BodySection | string): SectionRange | null {
  const wanted = typeof section === 'string' ? parseSection(section) : section;
  if (!wanted) return null;
  if (wanted.part.length === 0) return ofMessage(structure.root, structure.root.bodyEnd, wanted);
  const part = findPart(structure, wanted.part);
  if (!part) return null;
  if (wanted.what === 'body') return ranges([[part.bodyStart, part.bodyEnd]]);
  if (wanted.what === 'mime') return ranges([[part.headerStart, part.bodyStart]]);
  // RFC 3501 §6.4.5: HEADER and TEXT of a part belong to the message that it carries.
  return part.message ? ofMessage(part.message.structure.root, part.bodyEnd, wanted) : null;
}

/**
 * The part with that number; null when there is none. A message that is no multipart is its own part 1
 * (RFC 3501 §6.4.5), and the numbers go on inside message/rfc822.
 */
export function findPart(structure: MessageStructure, numbers: readonly number[]): MimePart | null {
  let part: MimePart | undefined;
  for (const number of numbers) {
    const message = part === undefined ? structure : part.message?.structure;
    if (message) part = inMessage(message.root, number);
    else part = part?.children[number - 1];
    if (!part) return null;
  }
  return part ?? null;
}

/** A section as IMAP writes it, `1.2.HEADER.FIELDS (From To)`, without the brackets; null when it is none. */
export function parseSection(text: string): BodySection | null {
  const match = /^([0-9][0-9.]*)?([A-Z][A-Z.]*)?(?: \(([^()]*)\))?$/i.exec(text);
  if (!match) return null;
  const [, written = '', word = '', names] = match;
  const numbers = written === '' ? [] : written.split('.');
  // The point before the word leaves nothing behind the last number.
  if (written !== '' && word !== '' && numbers.pop() !== '') return null;
  if (!numbers.every((number) => /^[1-9][0-9]{0,8}$/.test(number))) return null;
  const part = numbers.map(Number);
  const what = sectionWords[word.toUpperCase()];
  if (!what || (what === 'mime' && part.length === 0)) return null;
  const wantsNames = what === 'header-fields' || what === 'header-fields-not';
  if (wantsNames !== (names !== undefined)) return null;
  return wantsNames ? { part, what, fields: (names ?? '').split(' ').filter(Boolean) } : { part, what };
}

const sectionWords: Record<string, BodySection['what']> = {
  '': 'body',
  HEADER: 'header',
  'HEADER.FIELDS': 'header-fields',
  'HEADER.FIELDS.NOT': 'header-fields-not',
  TEXT: 'text',
  MIME: 'mime',
};

function inMessage(root: MimePart, number: number): MimePart | undefined {
  if (root.type === 'multipart') return root.children[number - 1];
  return number === 1 ? root : undefined;
}

function ofMessage(root: MimePart, end: number, section: BodySection): SectionRange | null {
  switch (section.what) {
    case 'body':
      return ranges([[root.headerStart, end]]);
    case 'header':
      return ranges([[root.headerStart, root.bodyStart]]);
    case 'text':
      return ranges([[root.bodyStart, root.bodyEnd]]);
    case 'mime':
      return null;
    case 'header-fields':
    case 'header-fields-not':
      return ranges(headerFields(root, section));
  }
}

function headerFields(root: MimePart, section: BodySection): ByteRange[] {
  const names = new Set((section.fields ?? []).map(asciiLowerCase));
  const isWanted = (field: HeaderField): boolean => names.has(field.name) === (section.what === 'header-fields');
  const found: ByteRange[] = root.fields.filter(isWanted).map((field) => [field.start, field.end]);
  // RFC 3501 §6.4.5: the blank line is always included. A header cut short has none.
  const blankLine: ByteRange = [root.fields.at(-1)?.end ?? root.headerStart, root.bodyStart];
  return [...found, blankLine];
}

function ranges(list: readonly ByteRange[]): SectionRange {
  const joined: [number, number][] = [];
  let sizeBytes = 0;
  for (const [start, end] of list) {
    if (end <= start) continue;
    sizeBytes += end - start;
    const last = joined.at(-1);
    if (last && last[1] === start) last[1] = end;
    else joined.push([start, end]);
  }
  return { ranges: joined, sizeBytes };
}
