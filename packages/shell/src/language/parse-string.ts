import { isDoubleQuote, isNewline, isSingleQuote } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { Expression } from './nodes.ts';
import { beginsVariable, parseVariable } from './parse-variable.ts';
import type { Scanner } from './scanner.ts';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
};

/** What a backtick and the character behind it stand for. */
export function escaped(character: string): string {
  return escapes[character] ?? character;
}

/** `'…'` with `''` for a quote. */
export function parseLiteralString(scanner: Scanner): Expression {
  const start = scanner.offset;
  scanner.offset += 1;
  let value = '';
  for (;;) {
    if (scanner.atEnd)
      scanner.fail('TerminatorExpectedAtEndOfString', "The string is missing the terminator: '.", start);
    const character = scanner.peek();
    scanner.offset += 1;
    if (!isSingleQuote(character)) value += character;
    else if (isSingleQuote(scanner.peek())) {
      value += "'";
      scanner.offset += 1;
    } else break;
  }
  return { kind: 'string', value, bare: false, extent: { start, end: scanner.offset } };
}

/** `"…"` with variables, `$( )` and backtick escapes. */
export function parseExpandableString(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  scanner.offset += 1;
  const parts = new ExpandableParts();
  for (;;) {
    if (scanner.atEnd)
      scanner.fail('TerminatorExpectedAtEndOfString', 'The string is missing the terminator: ".', start);
    const character = scanner.peek();
    if (isDoubleQuote(character)) {
      scanner.offset += 1;
      if (!isDoubleQuote(scanner.peek())) break;
      parts.text('"');
      scanner.offset += 1;
    } else parts.next(scanner, grammar);
  }
  return parts.expression({ start, end: scanner.offset });
}

/** `@' … '@` and `@" … "@`, whose last line begins with the closing mark. */
export function parseHereString(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  const expands = isDoubleQuote(scanner.peek(1));
  scanner.offset += 2;
  while (scanner.peek() === ' ' || scanner.peek() === '\t') scanner.offset += 1;
  if (scanner.peek() === '\r') scanner.offset += 1;
  if (scanner.peek() !== '\n') {
    scanner.fail(
      'UnexpectedCharactersAfterHereStringHeader',
      'A here-string begins on the line after its @" or @\'.',
      start,
    );
  }
  scanner.offset += 1;
  const contentStart = scanner.offset;
  const closing = new RegExp(expands ? /^["\u201c\u201d\u201e]@/m : /^['\u2018\u2019\u201a\u201b]@/m, 'gm');
  closing.lastIndex = contentStart;
  const found = closing.exec(scanner.source);
  if (found === null) {
    scanner.offset = scanner.source.length;
    scanner.fail(
      'TerminatorExpectedAtEndOfString',
      `The here-string is missing the terminator: ${expands ? '"@' : "'@"} at the beginning of a line.`,
      start,
    );
  }
  const contentEnd = Math.max(contentStart, found.index - (scanner.source[found.index - 2] === '\r' ? 2 : 1));
  if (!expands) {
    const value = scanner.source.slice(contentStart, contentEnd);
    scanner.offset = found.index + 2;
    return { kind: 'string', value, bare: false, extent: { start, end: scanner.offset } };
  }
  const parts = new ExpandableParts();
  while (scanner.offset < contentEnd) parts.next(scanner, grammar);
  if (scanner.offset > found.index)
    scanner.fail('TerminatorExpectedAtEndOfString', 'The here-string closes within "$( )".', start);
  scanner.offset = found.index + 2;
  return parts.expression({ start, end: scanner.offset });
}

/** Collects the pieces of a text with expressions in it. */
export class ExpandableParts {
  private readonly parts: (string | Expression)[] = [];

  text(text: string): void {
    const last = this.parts.length - 1;
    if (typeof this.parts[last] === 'string') this.parts[last] += text;
    else this.parts.push(text);
  }

  expressionPart(part: Expression): void {
    this.parts.push(part);
  }

  /** One character, escape, variable or sub-expression. */
  next(scanner: Scanner, grammar: Grammar): void {
    const character = scanner.peek();
    if (character === '`') {
      scanner.offset += 1;
      if (scanner.startsWith('\r\n')) scanner.offset += 1;
      const following = scanner.peek();
      scanner.offset += following === '' ? 0 : 1;
      this.text(isNewline(following) ? '' : escaped(following));
    } else if (character === '$' && scanner.peek(1) === '(') this.parts.push(parseSubExpression(scanner, grammar));
    else if (character === '$' && beginsVariable(scanner)) this.parts.push(parseVariable(scanner));
    else {
      this.text(character);
      scanner.offset += 1;
    }
  }

  expression(extent: { start: number; end: number }): Expression {
    if (this.parts.length === 0) return { kind: 'string', value: '', bare: false, extent };
    const [only] = this.parts;
    if (this.parts.length === 1 && typeof only === 'string')
      return { kind: 'string', value: only, bare: false, extent };
    return { kind: 'expandable', parts: this.parts, extent };
  }
}

/** `$( … )`. */
export function parseSubExpression(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  scanner.offset += 2;
  const statements = scanner.nested(() => grammar.statements(scanner, ')'));
  scanner.expect(')', 'MissingEndParenthesisInSubexpression', 'The closing ")" of "$(" is missing.');
  return { kind: 'sub-expression', statements, extent: { start, end: scanner.offset } };
}
