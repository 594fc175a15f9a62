import type { CommandScanner } from '../command-scanner.ts';
import { argumentError } from '../syntax-error.ts';
import { readPartialBytes, readPartNumbers, readSection, type PartialBytes, type Section } from '../grammar/section.ts';

/** Items that are a name and nothing more. */
const plainFetchItemNames = [
  'FLAGS',
  'UID',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODYSTRUCTURE',
  'BODY',
  'MODSEQ',
  'EMAILID',
  'THREADID',
  'SAVEDATE',
] as const;

export type FetchItem =
  | { readonly item: (typeof plainFetchItemNames)[number] }
  /** RFC822, RFC822.HEADER, RFC822.TEXT of RFC 3501: a section that is answered under its old name. */
  | { readonly item: 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT' }
  | { readonly item: 'SECTION'; readonly peek: boolean; readonly section: Section; readonly partial?: PartialBytes }
  /** RFC 3516 */
  | {
      readonly item: 'BINARY';
      readonly peek: boolean;
      readonly part: readonly number[];
      readonly partial?: PartialBytes;
    }
  | { readonly item: 'BINARY.SIZE'; readonly part: readonly number[] }
  /** RFC 8970 */
  | { readonly item: 'PREVIEW'; readonly lazy: boolean };

const namePattern = /[A-Z0-9.-]+/iy;
const known = `${plainFetchItemNames.join(' ')} RFC822 RFC822.HEADER RFC822.TEXT BODY[...] BODY.PEEK[...] BINARY[...] BINARY.PEEK[...] BINARY.SIZE[...] PREVIEW`;

export function readFetchItem(scanner: CommandScanner): FetchItem {
  const name = scanner.require(namePattern, 'an item to fetch').toUpperCase();
  switch (name) {
    case 'BODY':
    case 'BODY.PEEK':
      if (scanner.peek() === '[') {
        const section = readSection(scanner);
        return { item: 'SECTION', peek: name === 'BODY.PEEK', section, partial: readPartialBytes(scanner) };
      }
      if (name === 'BODY') return { item: 'BODY' };
      throw scanner.wanted('[ after BODY.PEEK');
    case 'RFC822':
    case 'RFC822.HEADER':
    case 'RFC822.TEXT':
      return { item: name };
    case 'RFC822.PEEK':
      // Before IMAP4rev1 (RFC 1730); some clients of Exchange's time still send it.
      return { item: 'SECTION', peek: true, section: { part: [], text: 'ALL', fields: [] } };
    case 'BINARY':
    case 'BINARY.PEEK': {
      const part = readPartNumbers(scanner);
      return { item: 'BINARY', peek: name === 'BINARY.PEEK', part, partial: readPartialBytes(scanner) };
    }
    case 'BINARY.SIZE':
      return { item: 'BINARY.SIZE', part: readPartNumbers(scanner) };
    case 'PREVIEW':
      return { item: 'PREVIEW', lazy: readPreviewModifiers(scanner) };
    default: {
      const plain = plainFetchItemNames.find((candidate) => candidate === name);
      if (plain === undefined) throw argumentError(`the item ${name} is unknown; known are ${known}`);
      return { item: plain };
    }
  }
}

const lazyPattern = / \(LAZY\)/iy;

/** RFC 8970 §3.2: `PREVIEW (LAZY)`. */
function readPreviewModifiers(scanner: CommandScanner): boolean {
  return scanner.match(lazyPattern) !== undefined;
}
