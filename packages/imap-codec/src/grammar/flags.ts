import type { CommandScanner } from '../command-scanner.ts';
import { argumentError } from '../syntax-error.ts';
import { readList } from './list.ts';

const flagPattern = /\\?[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+/y;
const systemFlags = new Map(
  ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'].map((flag) => [flag.toLowerCase(), flag]),
);

/** A flag as it is stored: system flags in their usual spelling, keywords as the client wrote them. */
function readFlag(scanner: CommandScanner): string {
  const text = scanner.require(flagPattern, 'a flag such as \\Seen or a keyword');
  if (!text.startsWith('\\')) return text;
  const known = systemFlags.get(text.toLowerCase());
  if (known !== undefined) return known;
  // RFC 3501 §2.3.2: \Recent is the server's; a client cannot alter it. Other flags with \ are reserved.
  if (/^\\recent$/i.test(text)) throw argumentError('\\Recent cannot be changed by a client');
  throw argumentError(`the flag ${text} does not exist; system flags are ${[...systemFlags.values()].join(' ')}`);
}

export function readFlagList(scanner: CommandScanner): string[] {
  return unique(readList(scanner, 'the flags', readFlag));
}

/** `store-att-flags` of RFC 3501 §9 takes flags with or without parentheses. */
export function readFlagsOfStore(scanner: CommandScanner): string[] {
  if (scanner.peek() === '(') return readFlagList(scanner);
  const flags = [readFlag(scanner)];
  while (scanner.skip(' ')) flags.push(readFlag(scanner));
  return unique(flags);
}

/** Keywords are case-insensitive (RFC 9051 §2.3.2): the first spelling wins. */
function unique(flags: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const flag of flags) if (!seen.has(flag.toLowerCase())) seen.set(flag.toLowerCase(), flag);
  return [...seen.values()];
}
