import { CommandScanner } from '../command-scanner.ts';
import { limitsAfterSignIn } from '../limits.ts';
import { argumentError } from '../syntax-error.ts';
import { readFilledList } from './list.ts';
import { readAstring } from './string.ts';

/** What BODY[...] asks for (RFC 3501 §6.4.5). */
export interface Section {
  /** Empty: the whole message. */
  readonly part: readonly number[];
  readonly text: 'ALL' | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME';
  /** Of HEADER.FIELDS and HEADER.FIELDS.NOT, as the client wrote them; else empty. */
  readonly fields: readonly string[];
}

/** `<offset.length>` */
export interface PartialBytes {
  readonly offset: number;
  readonly length: number;
}

const partPattern = /[1-9]\d{0,9}(?:\.[1-9]\d{0,9})*/y;
const textPattern = /(?:HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME)/iy;
const partialPattern = /<\d{1,10}\.\d{1,10}>/y;
/** Deeper than any message that the structure parser follows. */
const maxPartDepth = 100;

export function readSection(scanner: CommandScanner): Section {
  scanner.expect('[', 'before the section');
  const section = readSectionSpec(scanner);
  scanner.expect(']', 'after the section');
  return section;
}

/** `1.2.MIME` as it stands in an IMAP URL (RFC 5092 §11 isection), already decoded. @throws ImapSyntaxError */
export function readSectionText(text: string): Section {
  const options = { limits: limitsAfterSignIn(), utf8: false };
  // A bracket ends it as in a FETCH.
  const scanner = new CommandScanner([`[${text}]`], [], options);
  const section = readSection(scanner);
  scanner.end();
  return section;
}

function readSectionSpec(scanner: CommandScanner): Section {
  const part = readPart(scanner);
  let text: Section['text'] = 'ALL';
  let fields: readonly string[] = [];
  if (part.length === 0 ? scanner.peek() !== ']' : scanner.skip('.')) {
    const word = scanner.require(textPattern, 'HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT or MIME').toUpperCase();
    text = word as Section['text'];
    // RFC 3501 §6.4.5: MIME is the header of a part, so it needs a part number.
    if (text === 'MIME' && part.length === 0) throw argumentError('MIME needs a part number before it, such as 1.MIME');
    if (text === 'HEADER.FIELDS' || text === 'HEADER.FIELDS.NOT') {
      scanner.expect(' ', `after ${text}`);
      fields = readFilledList(scanner, 'the field names', readFieldName);
    }
  }
  return { part, text, fields };
}

function readFieldName(scanner: CommandScanner): string {
  const field = readAstring(scanner, 'a header field name');
  // RFC 5322 §2.2: printable ASCII but the colon. Anything else could never match, and would be echoed back.
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(field))
    throw argumentError('a header field name is printable ASCII without a colon');
  return field;
}

/** `[1.2.3]` of BINARY (RFC 3516 §4.2): part numbers or nothing. */
export function readPartNumbers(scanner: CommandScanner): number[] {
  scanner.expect('[', 'before the part numbers');
  const part = readPart(scanner);
  scanner.expect(']', 'after the part numbers');
  return part;
}

function readPart(scanner: CommandScanner): number[] {
  const text = scanner.match(partPattern);
  if (text === undefined) return [];
  const part = text.split('.').map(Number);
  if (part.length > maxPartDepth) throw argumentError(`part numbers go ${maxPartDepth} levels deep at most`);
  return part;
}

export function readPartialBytes(scanner: CommandScanner): PartialBytes | undefined {
  if (scanner.peek() !== '<') return undefined;
  const text = scanner.require(partialPattern, 'a byte range such as <0.1024>');
  const [offset = 0, length = 0] = text.slice(1, -1).split('.').map(Number);
  if (length === 0) throw argumentError('the length of a byte range must not be 0');
  return { offset, length };
}

/** `1.2.HEADER.FIELDS (Subject)`, for the response. */
export function formatSection(section: Section): string {
  const part = section.part.join('.');
  if (section.text === 'ALL') return part;
  const text =
    section.fields.length === 0 ? section.text : `${section.text} (${section.fields.map(formatField).join(' ')})`;
  return part === '' ? text : `${part}.${text}`;
}

function formatField(field: string): string {
  return /^[A-Za-z0-9\-_.]+$/.test(field) ? field : `"${field.replace(/["\\]/g, '\\$&')}"`;
}
