import type { CommandScanner } from '../command-scanner.ts';
import { readAtom, readWord } from '../grammar/atom.ts';
import { type CalendarDay, readDate } from '../grammar/date.ts';
import { readNumber64, readPositiveNumber } from '../grammar/number.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';
import { readAstring, readAstringBytes } from '../grammar/string.ts';
import { argumentError } from '../syntax-error.ts';

/** One search key (RFC 3501 §6.4.4). Texts are bytes in the charset of the SEARCH command. */
export type SearchKey =
  | { readonly key: 'ALL' | 'NEW' | 'OLD' | 'RECENT' | 'SAVEDATESUPPORTED' }
  /** ANSWERED, UNANSWERED, KEYWORD x …: `flag` is `\Seen` or a keyword. */
  | { readonly key: 'FLAG'; readonly flag: string; readonly isSet: boolean }
  | { readonly key: DateKeyName; readonly day: CalendarDay }
  | { readonly key: 'LARGER' | 'SMALLER'; readonly sizeBytes: number }
  | { readonly key: TextKeyName; readonly text: Buffer }
  | { readonly key: 'HEADER'; readonly field: string; readonly text: Buffer }
  | { readonly key: 'UID' | 'SEQUENCE'; readonly set: SequenceSet }
  | { readonly key: 'NOT' | 'FUZZY'; readonly of: SearchKey }
  | { readonly key: 'OR'; readonly left: SearchKey; readonly right: SearchKey }
  | { readonly key: 'AND'; readonly keys: readonly SearchKey[] }
  /** RFC 7162 §3.1.5; the entry name and type are checked and dropped: mod-sequences are kept per message. */
  | { readonly key: 'MODSEQ'; readonly atLeast: number }
  /** RFC 5032 */
  | { readonly key: 'OLDER' | 'YOUNGER'; readonly seconds: number }
  /** RFC 5466 §3.1: the search that METADATA keeps under this name. */
  | { readonly key: 'FILTER'; readonly filter: string }
  /** RFC 8474 §5.4 */
  | { readonly key: 'EMAILID' | 'THREADID'; readonly id: string };

export type DateKeyName = (typeof dateKeyNames)[number];
const dateKeyNames = [
  'BEFORE',
  'ON',
  'SINCE',
  'SENTBEFORE',
  'SENTON',
  'SENTSINCE',
  'SAVEDBEFORE',
  'SAVEDON',
  'SAVEDSINCE',
] as const;

export type TextKeyName = (typeof textKeyNames)[number];
const textKeyNames = ['BCC', 'CC', 'FROM', 'TO', 'SUBJECT', 'BODY', 'TEXT'] as const;

// RFC 5466 §4: an atom without a slash.
const filterName = /[!#$&'+,\-.0-9:;<=>?@A-Z[^_`a-z|}~]+/y;

type ReadKey = (scanner: CommandScanner, depth: number) => SearchKey;

function flagKey(flag: string, isSet: boolean): ReadKey {
  return () => ({ key: 'FLAG', flag, isSet });
}

const keys: ReadonlyMap<string, ReadKey> = new Map<string, ReadKey>([
  ...(['ALL', 'NEW', 'OLD', 'RECENT', 'SAVEDATESUPPORTED'] as const).map((key): [string, ReadKey] => [
    key,
    () => ({ key }),
  ]),
  ...['Answered', 'Deleted', 'Draft', 'Flagged', 'Seen'].flatMap((flag): [string, ReadKey][] => [
    [flag.toUpperCase(), flagKey(`\\${flag}`, true)],
    [`UN${flag.toUpperCase()}`, flagKey(`\\${flag}`, false)],
  ]),
  ...dateKeyNames.map((key): [string, ReadKey] => [key, (s) => ({ key, day: argument(s, key, readDate) })]),
  ...textKeyNames.map((key): [string, ReadKey] => [key, (s) => ({ key, text: argument(s, key, readText) })]),
  ...(['LARGER', 'SMALLER'] as const).map((key): [string, ReadKey] => [
    key,
    (s) => ({ key, sizeBytes: argument(s, key, (t) => readNumber64(t, 'a size in bytes')) }),
  ]),
  ...(['OLDER', 'YOUNGER'] as const).map((key): [string, ReadKey] => [
    key,
    (s) => ({ key, seconds: argument(s, key, (t) => readPositiveNumber(t, 'a number of seconds')) }),
  ]),
  ...(['EMAILID', 'THREADID'] as const).map((key): [string, ReadKey] => [
    key,
    (s) => ({ key, id: argument(s, key, (t) => readAtom(t, 'an object id')) }),
  ]),
  ['KEYWORD', (s) => ({ key: 'FLAG', flag: argument(s, 'KEYWORD', (t) => readAtom(t, 'a keyword')), isSet: true })],
  [
    'UNKEYWORD',
    (s) => ({ key: 'FLAG', flag: argument(s, 'UNKEYWORD', (t) => readAtom(t, 'a keyword')), isSet: false }),
  ],
  ['UID', (s) => ({ key: 'UID', set: argument(s, 'UID', (t) => readSequenceSet(t, 'a set of UIDs')) })],
  ['UIDAFTER', (s) => uidsFrom(argument(s, 'UIDAFTER', readUid) + 1)],
  ['UIDBEFORE', (s) => uidsTo(argument(s, 'UIDBEFORE', readUid) - 1)],
  ['MODSEQ', (s) => ({ key: 'MODSEQ', atLeast: argument(s, 'MODSEQ', readModSeq) })],
  [
    'HEADER',
    (s) => {
      const field = argument(s, 'HEADER', (t) => readAstring(t, 'a header field name'));
      return { key: 'HEADER', field, text: argument(s, 'the field name', readText) };
    },
  ],
  [
    'FILTER',
    (s) => ({ key: 'FILTER', filter: argument(s, 'FILTER', (t) => t.require(filterName, 'the name of a filter')) }),
  ],
  ['NOT', (s, depth) => ({ key: 'NOT', of: argument(s, 'NOT', (t) => readSearchKey(t, depth + 1)) })],
  ['FUZZY', (s, depth) => ({ key: 'FUZZY', of: argument(s, 'FUZZY', (t) => readSearchKey(t, depth + 1)) })],
  [
    'OR',
    (s, depth) => {
      const left = argument(s, 'OR', (t) => readSearchKey(t, depth + 1));
      return { key: 'OR', left, right: argument(s, 'the first key of OR', (t) => readSearchKey(t, depth + 1)) };
    },
  ],
]);

function argument<T>(scanner: CommandScanner, after: string, read: (scanner: CommandScanner) => T): T {
  scanner.expect(' ', `after ${after}`);
  return read(scanner);
}

function readUid(scanner: CommandScanner): number {
  return readPositiveNumber(scanner, 'a UID');
}

const largestUid = 0xffff_ffff;
const nothing: SearchKey = { key: 'UID', set: { saved: false, ranges: [] } };

/** RFC 9738 §3.2 UIDAFTER. Not `n:*`, which always names the last message. */
function uidsFrom(from: number): SearchKey {
  return from > largestUid ? nothing : { key: 'UID', set: { saved: false, ranges: [{ from, to: largestUid }] } };
}

/** RFC 9738 §3.2 UIDBEFORE */
function uidsTo(to: number): SearchKey {
  return to < 1 ? nothing : { key: 'UID', set: { saved: false, ranges: [{ from: 1, to }] } };
}

function readText(scanner: CommandScanner): Buffer {
  return readAstringBytes(scanner, 'a text to search for');
}

const entryName = /"(?:[^"\\]|\\["\\])*" (?:all|priv|shared) /iy;

function readModSeq(scanner: CommandScanner): number {
  scanner.match(entryName);
  return readNumber64(scanner, 'a mod-sequence');
}

/** Search keys up to the end of the command or the closing parenthesis: all of them must hold. */
export function readSearchKeys(scanner: CommandScanner, depth = 0): SearchKey {
  const read = [readSearchKey(scanner, depth)];
  while (scanner.skip(' ')) read.push(readSearchKey(scanner, depth));
  return read.length === 1 && read[0] !== undefined ? read[0] : { key: 'AND', keys: read };
}

/** NOT NOT NOT … and OR OR OR … nest without parentheses, so depth is counted for them too. */
const maxChain = 256;

function readSearchKey(scanner: CommandScanner, depth: number): SearchKey {
  if (depth > maxChain) throw argumentError(`more than ${maxChain} search keys within one another`);
  if (scanner.skip('(')) {
    return scanner.nested(() => {
      const inner = readSearchKeys(scanner, depth + 1);
      scanner.expect(')', 'after the search keys');
      return inner;
    });
  }
  const next = scanner.peek();
  if (next === '*' || next === '$' || (next >= '0' && next <= '9'))
    return { key: 'SEQUENCE', set: readSequenceSet(scanner) };
  const word = readWord(scanner, 'a search key');
  const read = keys.get(word);
  if (read === undefined) throw argumentError(`the search key ${word} is unknown`);
  return read(scanner, depth);
}
