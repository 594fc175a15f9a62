import { type CommandScanner, literalMarker } from '../command-scanner.ts';
import { readFlagList } from '../grammar/flags.ts';
import { readDateTime, type ZonedDateTime } from '../grammar/date-time.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { readSequenceSet, type SequenceSet } from '../grammar/sequence-set.ts';
import { readAstring } from '../grammar/string.ts';
import type { CodecLimits } from '../limits.ts';
import { argumentError, ImapSyntaxError } from '../syntax-error.ts';

/** Where the message goes: APPEND (RFC 3501 §6.3.11) or REPLACE (RFC 8508), which also names the message to replace. */
export interface AppendTarget {
  readonly name: 'APPEND' | 'REPLACE';
  readonly mailbox: string;
  readonly replaces?: { readonly uid: boolean; readonly set: SequenceSet };
}

/** What is known of a message before its bytes come. */
export interface AppendMessage {
  readonly flags: readonly string[];
  readonly internalDate?: ZonedDateTime;
  readonly sizeBytes: number;
  /** The client waits for `+` before it sends the bytes. */
  readonly isSynchronizing: boolean;
  /** literal8 (RFC 3516 §4.4): the bytes may contain NUL. */
  readonly isBinary: boolean;
  /** `UTF8 (~{…}` (RFC 6855 §4): a closing parenthesis follows the bytes. */
  readonly isUtf8: boolean;
  /** `CATENATE (…` (RFC 4469): the message is put together from parts, whose sizes come one by one. */
  readonly isCatenated: boolean;
}

export function readAppendTarget(scanner: CommandScanner): AppendTarget {
  scanner.expect(' ', 'before the mailbox name');
  return { name: 'APPEND', mailbox: readMailboxName(scanner) };
}

export function readReplaceTarget(uid: boolean): (scanner: CommandScanner) => AppendTarget {
  return (scanner) => {
    scanner.expect(' ', 'before the message number');
    const set = readSequenceSet(scanner, 'the number of the message to replace');
    const [range] = set.ranges;
    if (set.saved || set.ranges.length !== 1 || range === undefined || range.from !== range.to) {
      throw argumentError('REPLACE takes exactly one message');
    }
    scanner.expect(' ', 'before the mailbox name');
    return { name: 'REPLACE', mailbox: readMailboxName(scanner), replaces: { uid, set } };
  };
}

const marker = /(~?)\{(\d{1,15})([+-]?)\}$/;
const utf8Prefix = /UTF8 \((?=~\{)/iy;
const catenatePrefix = /CATENATE \((?=(?:TEXT|URL) )/iy;

/** `SP [flags SP] [date-time SP] literal-marker`, up to the end of the line piece. */
export function readAppendMessage(scanner: CommandScanner): AppendMessage {
  scanner.expect(' ', 'before the message');
  let flags: readonly string[] = [];
  if (scanner.peek() === '(') {
    flags = readFlagList(scanner);
    scanner.expect(' ', 'after the flags');
  }
  let internalDate: ZonedDateTime | undefined;
  if (scanner.peek() === '"') {
    internalDate = readDateTime(scanner);
    scanner.expect(' ', 'after the date');
  }
  if (scanner.match(catenatePrefix) !== undefined) {
    const parts = { sizeBytes: 0, isSynchronizing: false, isBinary: false, isUtf8: false, isCatenated: true };
    return { flags, internalDate, ...parts };
  }
  const isUtf8 = scanner.match(utf8Prefix) !== undefined;
  const found = marker.exec(scanner.rest());
  if (found?.index !== 0) throw scanner.wanted('a message literal such as {310}');
  const [, binary, size, sign] = found;
  if (sign !== '') refuseLongNonSynchronizing(scanner.options.limits, Number(size));
  return {
    flags,
    internalDate,
    sizeBytes: Number(size),
    isSynchronizing: sign === '',
    isBinary: binary === '~',
    isUtf8,
    isCatenated: false,
  };
}

/** One part of CATENATE (RFC 4469 §5): text of the client, or a piece of a stored message. */
export type CatenatePart =
  | { readonly kind: 'text'; readonly sizeBytes: number; readonly isSynchronizing: boolean }
  | { readonly kind: 'url'; readonly url: string }
  /** The URL comes as a literal: the next line piece goes on after it. */
  | { readonly kind: 'url-literal' };

const partWord = /TEXT |URL /iy;

export function readCatenatePart(scanner: CommandScanner): CatenatePart {
  const word = scanner.require(partWord, 'TEXT with a literal, or URL').toUpperCase();
  const found = literalMarker.exec(scanner.rest());
  if (word === 'URL ') {
    if (found?.index === 0) return { kind: 'url-literal' };
    return { kind: 'url', url: readAstring(scanner, 'an IMAP URL') };
  }
  if (found?.index !== 0) throw scanner.wanted('a literal such as {310}');
  const sizeBytes = Number(found[2]);
  if (found[3] !== '') refuseLongNonSynchronizing(scanner.options.limits, sizeBytes);
  return { kind: 'text', sizeBytes, isSynchronizing: found[3] === '' };
}

/** RFC 7888 §5: with LITERAL- only short literals may come unasked. */
export function refuseLongNonSynchronizing({ nonSynchronizingBytes }: CodecLimits, sizeBytes: number): void {
  if (nonSynchronizingBytes === undefined || sizeBytes <= nonSynchronizingBytes) return;
  throw new ImapSyntaxError(
    'too-long',
    `a literal of ${sizeBytes} bytes was sent without waiting; at most ${nonSynchronizingBytes} may be`,
  );
}
