import { endsWord } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { Redirection, StreamName } from './nodes.ts';
import { parseArgument } from './parse-argument.ts';
import type { Scanner } from './scanner.ts';

const streams: Readonly<Record<string, StreamName>> = {
  '': 'output',
  '1': 'output',
  '2': 'error',
  '3': 'warning',
  '4': 'verbose',
  '5': 'information',
  '6': 'information',
  '*': 'all',
};

/** Reads `> file`, `2>> file`, `2>&1`, `*> file`; `null` when no redirection stands here. */
export function parseRedirection(scanner: Scanner, grammar: Grammar): Redirection | null {
  const start = scanner.offset;
  const match = /([1-6*]?)(>>?)(&1|&2)?/y;
  match.lastIndex = start;
  const found = match.exec(scanner.source);
  if (found === null) {
    if (scanner.peek() === '<') {
      scanner.fail(
        'RedirectionNotSupported',
        'The "<" redirection is not supported; pipe Get-Content into the command.',
      );
    }
    return null;
  }
  scanner.offset = match.lastIndex;
  const from = streams[found[1] ?? ''] ?? 'output';
  if (found[3] !== undefined) {
    if (found[3] === '&2' || from === 'output') {
      scanner.fail('RedirectionNotSupported', 'Only merging into the output stream ("2>&1") is supported.', start);
    }
    return { from, append: false, target: null, extent: { start, end: scanner.offset } };
  }
  scanner.skipBlanks();
  if (endsWord(scanner.peek()) && scanner.peek() !== '(') {
    scanner.fail('MissingFileSpecification', 'A file name is expected behind the redirection.');
  }
  const target = parseArgument(scanner, grammar);
  return { from, append: found[2] === '>>', target, extent: { start, end: scanner.offset } };
}
