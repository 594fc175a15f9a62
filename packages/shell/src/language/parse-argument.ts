import { endsWord, isDash, isDigit, isDoubleQuote, isLetter, isNewline, isSingleQuote } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { CommandElement, Expression } from './nodes.ts';
import { parseNumber } from './parse-number.ts';
import { parsePostfix } from './parse-primary.ts';
import {
  ExpandableParts,
  escaped,
  parseExpandableString,
  parseHereString,
  parseLiteralString,
  parseSubExpression,
} from './parse-string.ts';
import { beginsVariable, parseVariable } from './parse-variable.ts';
import type { Scanner } from './scanner.ts';

/**
 * One element behind a command's name: `-Name`, `-Name:value`, `@splat` or an argument with its comma list. A program takes `-type=txt` as a
 * word; that it is not here is said when it is called, not instead of the script.
 */
export function parseElement(scanner: Scanner, grammar: Grammar, isProgram = false): CommandElement {
  const start = scanner.offset;
  if (isDash(scanner.peek()) && (isLetter(scanner.peek(1)) || scanner.peek(1) === '?')) {
    return parseParameter(scanner, grammar, isProgram);
  }
  const splat = scanner.peek() === '@' ? scanner.peekName(1) : '';
  if (splat !== '' && endsWord(scanner.peek(1 + splat.length))) {
    scanner.offset += 1 + splat.length;
    const extent = { start, end: scanner.offset };
    return { kind: 'argument', value: { kind: 'splat', name: splat, extent }, extent };
  }
  const value = parseArgument(scanner, grammar);
  return { kind: 'argument', value, extent: value.extent };
}

function parseParameter(scanner: Scanner, grammar: Grammar, isProgram: boolean): CommandElement {
  const start = scanner.offset;
  scanner.offset += 1;
  let end = scanner.offset;
  while (!endsWord(scanner.source[end] ?? '') && !':=.[\'"$'.includes(scanner.source[end] ?? '')) end += 1;
  const name = scanner.source.slice(scanner.offset, end);
  scanner.offset = end;
  const next = scanner.peek();
  if (next === ':') {
    scanner.offset += 1;
    scanner.skipBlanks();
    if (endsWord(scanner.peek()) && !'({'.includes(scanner.peek() || ' ')) {
      scanner.fail('ParameterRequiresArgument', `A value is expected behind "-${name}:".`);
    }
    const value = parseArgument(scanner, grammar);
    return { kind: 'parameter', name, value, extent: { start, end: scanner.offset } };
  }
  if (next === '=' && isProgram) {
    scanner.offset = start;
    const value = parseWord(scanner, grammar);
    return { kind: 'argument', value, extent: value.extent };
  }
  if (!endsWord(next)) {
    const written = scanner.source.slice(start, end + 1);
    scanner.fail(
      'UnexpectedToken',
      `Unexpected "${next}" in "${written}"; write "-${name} value" or "-${name}:value".`,
    );
  }
  return { kind: 'parameter', name, value: null, extent: { start, end } };
}

/** An argument and, behind commas, more of them. */
export function parseArgument(scanner: Scanner, grammar: Grammar): Expression {
  return scanner.nested(() => {
    const first = parseItem(scanner, grammar);
    const items = [first];
    for (;;) {
      const before = scanner.offset;
      scanner.skipBlanks();
      if (!scanner.take(',')) {
        scanner.offset = before;
        break;
      }
      scanner.skipLines();
      if (endsWord(scanner.peek()) && !'({'.includes(scanner.peek() || ' ')) {
        scanner.fail('MissingArgument', 'A value is expected behind ",".');
      }
      items.push(parseItem(scanner, grammar));
    }
    if (items.length === 1) return first;
    return { kind: 'list', items, extent: { start: first.extent.start, end: scanner.offset } };
  });
}

function parseItem(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  const character = scanner.peek();
  const next = scanner.peek(1);
  if (isSingleQuote(character)) return parsePostfix(scanner, grammar, parseLiteralString(scanner));
  if (isDoubleQuote(character)) return parsePostfix(scanner, grammar, parseExpandableString(scanner, grammar));
  if (character === '@' && (isSingleQuote(next) || isDoubleQuote(next))) {
    return parsePostfix(scanner, grammar, parseHereString(scanner, grammar));
  }
  if (character === '(' || character === '{' || (character === '@' && (next === '(' || next === '{'))) {
    return grammar.primary(scanner);
  }
  if (character === '@') {
    scanner.fail('UnexpectedToken', 'A word cannot begin with "@"; put it in quotes, or splat a variable with @name.');
  }
  if (character === '$' && (next === '(' || beginsVariable(scanner))) {
    const value = parsePostfix(
      scanner,
      grammar,
      next === '(' ? parseSubExpression(scanner, grammar) : parseVariable(scanner),
    );
    if (endsWord(scanner.peek())) return value;
    scanner.offset = start;
    return parseWord(scanner, grammar);
  }
  if (isDigit(character) || ((isDash(character) || character === '.') && /[\d.]/.test(next))) {
    const number = parseNumber(scanner);
    if (number !== null && endsWord(scanner.peek())) return number;
    scanner.offset = start;
  }
  return parseWord(scanner, grammar);
}

/** An unquoted word, with `$variables` in it: `CAS01\1`, `*@contoso.com`, `$server:993` needs `${server}:993`. */
export function parseWord(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  const parts = new ExpandableParts();
  while (!endsWord(scanner.peek())) {
    const character = scanner.peek();
    if (isDoubleQuote(character) || isSingleQuote(character)) {
      const quoted = isSingleQuote(character) ? parseLiteralString(scanner) : parseExpandableString(scanner, grammar);
      if (quoted.kind === 'string') parts.text(quoted.value);
      else if (quoted.kind === 'expandable') parts.expressionPart(quoted);
    } else if (character === '`') {
      scanner.offset += 1;
      const following = scanner.peek();
      if (following === '' || isNewline(following)) break;
      parts.text(escaped(following));
      scanner.offset += 1;
    } else parts.next(scanner, grammar);
  }
  if (scanner.offset === start) {
    const found = scanner.peek();
    scanner.fail('UnexpectedToken', found === '' ? 'A word is expected, but the line ends.' : `Unexpected "${found}".`);
  }
  const word = parts.expression({ start, end: scanner.offset });
  return word.kind === 'string' ? { ...word, bare: true } : word;
}
