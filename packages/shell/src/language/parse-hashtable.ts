import { isWordCharacter } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { Expression, HashtableEntry } from './nodes.ts';
import { precedence } from './operators.ts';
import type { Scanner } from './scanner.ts';

/** `@{ name = value; … }`; entries are separated by `;` or line ends. */
export function parseHashtable(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  scanner.offset += 2;
  const entries: HashtableEntry[] = [];
  for (;;) {
    scanner.skipSeparators();
    if (scanner.take('}')) return { kind: 'hashtable', entries, extent: { start, end: scanner.offset } };
    if (scanner.atEnd) scanner.fail('MissingEndCurlyBrace', 'The closing "}" of the hashtable "@{" is missing.', start);
    const key = parseKey(scanner, grammar);
    scanner.skipBlanks();
    scanner.expect('=', 'MissingEqualsInHashLiteral', 'An "=" is expected behind the key of a hashtable.');
    scanner.skipLines();
    entries.push({ key, value: scanner.nested(() => grammar.statement(scanner)) });
    scanner.skipBlanks();
    const next = scanner.peek();
    if (next !== ';' && next !== '}' && next !== '\n' && next !== '\r' && next !== '') {
      scanner.fail('UnexpectedToken', `Unexpected "${next}" in a hashtable; entries are separated by ";".`);
    }
  }
}

function parseKey(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  if (!isWordCharacter(scanner.peek()))
    return grammar.expression(scanner, { atLeast: precedence.operand, comma: false });
  let end = start;
  while (isWordCharacter(scanner.source[end] ?? '') || scanner.source[end] === '-') end += 1;
  scanner.offset = end;
  return { kind: 'string', value: scanner.source.slice(start, end), bare: true, extent: { start, end } };
}
