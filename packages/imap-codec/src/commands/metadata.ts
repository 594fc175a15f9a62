import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { readNumber } from '../grammar/number.ts';
import { readAstring, readNstringBytes } from '../grammar/string.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 5464 §4.2. The mailbox '' is the server. */
export interface GetMetadataRequest {
  readonly name: 'GETMETADATA';
  readonly mailbox: string;
  readonly maxSizeBytes?: number;
  readonly depth: '0' | '1' | 'infinity';
  /** Lower case: entry names are case-insensitive (§3.2). */
  readonly entries: readonly string[];
}

/** RFC 5464 §4.3. A value of undefined removes the entry. */
export interface SetMetadataRequest {
  readonly name: 'SETMETADATA';
  readonly mailbox: string;
  readonly entries: ReadonlyMap<string, Buffer | undefined>;
}

export function parseGetMetadata(scanner: CommandScanner): GetMetadataRequest {
  scanner.expect(' ', 'before the mailbox name');
  let maxSizeBytes: number | undefined;
  let depth: GetMetadataRequest['depth'] = '0';
  // The RFC's grammar puts the options before the mailbox, its examples after it; clients do either.
  const readOptions = () => {
    readFilledList(scanner, 'the options', (s) => {
      const option = readWord(s, 'MAXSIZE or DEPTH');
      s.expect(' ', `after ${option}`);
      if (option === 'MAXSIZE') maxSizeBytes = readNumber(s, 'the size');
      else if (option === 'DEPTH') depth = readDepth(s);
      else throw argumentError(`the option ${option} is unknown; known are MAXSIZE DEPTH`);
    });
    scanner.expect(' ', 'after the options');
  };
  if (scanner.peek() === '(') readOptions();
  const mailbox = readMailboxName(scanner);
  scanner.expect(' ', 'before the entries');
  if (/^\((?:MAXSIZE|DEPTH) /i.test(scanner.rest())) readOptions();
  const entries = readEntries(scanner);
  return { name: 'GETMETADATA', mailbox, maxSizeBytes, depth, entries };
}

/** One entry, several in parentheses, or several without, as the examples of §4.4.1 have them. */
function readEntries(scanner: CommandScanner): readonly string[] {
  if (scanner.peek() === '(') return readFilledList(scanner, 'the entries', readEntry);
  const entries = [readEntry(scanner)];
  while (scanner.skip(' ')) entries.push(readEntry(scanner));
  return entries;
}

function readDepth(scanner: CommandScanner): GetMetadataRequest['depth'] {
  const depth = scanner.require(/[0-9A-Za-z]+/y, '0, 1 or infinity').toLowerCase();
  if (depth !== '0' && depth !== '1' && depth !== 'infinity')
    throw argumentError(`DEPTH is 0, 1 or infinity, not ${depth}`);
  return depth;
}

export function parseSetMetadata(scanner: CommandScanner): SetMetadataRequest {
  scanner.expect(' ', 'before the mailbox name');
  const mailbox = readMailboxName(scanner);
  scanner.expect(' ', 'before the entries');
  const entries = readFilledList(scanner, 'the entries', (s) => {
    const entry = readEntry(s);
    s.expect(' ', 'after the entry name');
    return [entry, readNstringBytes(s, 'a value or NIL')] as const;
  });
  return { name: 'SETMETADATA', mailbox, entries: new Map(entries) };
}

/** §3.2: slash-separated, beginning with /private or /shared, no *, %, doubled or final slash. */
export function readEntry(scanner: CommandScanner): string {
  const entry = readAstring(scanner, 'an entry such as /private/comment').toLowerCase();
  if (!/^\/(?:private|shared)(?:\/[\x21-\x24\x26-\x29\x2b-\x2e\x30-\x7e]+)*$/.test(entry)) {
    throw argumentError('an entry begins with /private or /shared, has no *, % or empty part, and does not end in /');
  }
  return entry;
}
