import type { CommandScanner } from '../command-scanner.ts';
import { argumentError, ImapSyntaxError } from '../syntax-error.ts';

/** `*`: the largest number in use. Larger than every 32-bit number, so that sorting and comparing just work. */
export const star = 0x1_0000_0000;

/** Both ends included, in the order in which the client wrote them. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** `$` (RFC 5182) is `saved: true` with no ranges. */
export interface SequenceSet {
  readonly saved: boolean;
  readonly ranges: readonly SequenceRange[];
}

const setPattern = /(?:\d{1,20}|\*)(?::(?:\d{1,20}|\*))?(?:,(?:\d{1,20}|\*)(?::(?:\d{1,20}|\*))?)*/y;

/** `sequence-set` of RFC 3501 §9, `$` of RFC 5182 §2.4. */
export function readSequenceSet(scanner: CommandScanner, what = 'a sequence set such as 1,3:5 or 2:*'): SequenceSet {
  if (scanner.skip('$')) return { saved: true, ranges: [] };
  const text = scanner.require(setPattern, what);
  const parts = text.split(',');
  const { sequenceSetRanges } = scanner.options.limits;
  if (parts.length > sequenceSetRanges) {
    throw new ImapSyntaxError(
      'too-long',
      `a sequence set of ${parts.length} parts, at most ${sequenceSetRanges} are taken`,
    );
  }
  return { saved: false, ranges: parts.map(readRange) };
}

function readRange(part: string): SequenceRange {
  const colon = part.indexOf(':');
  const from = readSequenceNumber(colon < 0 ? part : part.slice(0, colon));
  return { from, to: colon < 0 ? from : readSequenceNumber(part.slice(colon + 1)) };
}

function readSequenceNumber(text: string): number {
  if (text === '*') return star;
  const value = Number(text);
  if (value === 0) throw argumentError('a sequence set must not contain 0');
  if (value >= star) throw argumentError(`a sequence set must not contain ${text}, above 4294967295`);
  return value;
}

/**
 * The ranges with `*` put in, each ascending, sorted and without overlap.
 * RFC 3501 §6.4.8: `559:*` always includes the largest number, even if that is below 559.
 */
export function resolveSequenceSet(set: SequenceSet, largest: number): SequenceRange[] {
  const sorted = set.ranges
    .map(({ from, to }) => {
      const first = from === star ? largest : from;
      const last = to === star ? largest : to;
      return first <= last ? { from: first, to: last } : { from: last, to: first };
    })
    .sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && range.from <= previous.to + 1) previous.to = Math.max(previous.to, range.to);
    else merged.push({ ...range });
  }
  return merged;
}

/** Ascending numbers as a sequence set: 1,2,3,7 is `1:3,7`. */
export function formatSequenceSet(numbers: Iterable<number>): string {
  let text = '';
  let first = 0;
  let last = 0;
  for (const number of numbers) {
    if (last !== 0 && number === last + 1) {
      last = number;
      continue;
    }
    if (last !== 0) text += `${text === '' ? '' : ','}${first === last ? first : `${first}:${last}`}`;
    first = number;
    last = number;
  }
  if (last !== 0) text += `${text === '' ? '' : ','}${first === last ? first : `${first}:${last}`}`;
  return text;
}
