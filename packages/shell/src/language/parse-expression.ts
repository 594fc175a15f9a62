import { isBlank, isDash, isDigit, isDoubleQuote, isLetter, isSingleQuote } from './characters.ts';
import type { ExpressionOptions, Grammar } from './grammar.ts';
import { nearestWord } from './nearest-word.ts';
import type { Expression } from './nodes.ts';
import { precedence, wordOperators, wordPrefixes } from './operators.ts';
import { parseNumber } from './parse-number.ts';
import { parseTypeName } from './parse-type-name.ts';
import type { Scanner } from './scanner.ts';

interface BinaryOperator {
  readonly name: string;
  readonly length: number;
  readonly binds: number;
}

const symbols: Readonly<Record<string, number>> = {
  '+': precedence.additive,
  '-': precedence.additive,
  '*': precedence.multiplicative,
  '/': precedence.multiplicative,
  '%': precedence.multiplicative,
};

/** An expression by Pratt's method: each operator takes what binds tighter than itself on its right. */
export function parseExpression(scanner: Scanner, grammar: Grammar, options: ExpressionOptions = {}): Expression {
  return scanner.nested(() => {
    const atLeast = options.atLeast ?? 0;
    const comma = options.comma ?? true;
    scanner.skipBlanks();
    let left = parsePrefixed(scanner, grammar, comma);
    for (;;) {
      const before = scanner.offset;
      scanner.skipBlanks();
      if (comma && scanner.peek() === ',' && precedence.comma >= atLeast) {
        left = parseList(scanner, grammar, left);
        continue;
      }
      const operator = peekBinary(scanner);
      if (operator === null || operator.binds < atLeast) {
        scanner.offset = before;
        return left;
      }
      scanner.offset += operator.length;
      scanner.skipLines();
      const right = parseExpression(scanner, grammar, { atLeast: operator.binds + 1, comma });
      const extent = { start: left.extent.start, end: right.extent.end };
      left = { kind: 'binary', operator: operator.name, left, right, extent };
    }
  });
}

function parseList(scanner: Scanner, grammar: Grammar, first: Expression): Expression {
  const items = [first];
  for (;;) {
    const before = scanner.offset;
    scanner.skipBlanks();
    if (!scanner.take(',')) {
      scanner.offset = before;
      break;
    }
    scanner.skipLines();
    items.push(parseExpression(scanner, grammar, { atLeast: precedence.operand, comma: false }));
  }
  const last = items.at(-1) ?? first;
  return { kind: 'list', items, extent: { start: first.extent.start, end: last.extent.end } };
}

function peekBinary(scanner: Scanner): BinaryOperator | null {
  const character = scanner.peek();
  // `+=` and its kin are assignments, not operators.
  if (character in symbols && scanner.peek(1) === '=') return null;
  if (scanner.startsWith('..')) return { name: '..', length: 2, binds: precedence.range };
  if (isDash(character) && isLetter(scanner.peek(1))) {
    const word = scanner.peekName(1);
    const length = 1 + word.length;
    const binds = wordOperators.get(word.toLowerCase());
    if (binds !== undefined) return { name: word.toLowerCase(), length, binds };
    const near = nearestWord(word, wordOperators.keys());
    const hint = near === null ? '' : ` Did you mean "-${near}"?`;
    return scanner.fail(
      'UnexpectedToken',
      `"-${word}" is no operator.${hint}`,
      scanner.offset,
      scanner.offset + length,
    );
  }
  if (isDash(character)) return { name: '-', length: 1, binds: precedence.additive };
  const binds = symbols[character];
  return binds === undefined ? null : { name: character, length: 1, binds };
}

/** Casts and the prefix operators `-not ! - + , ++ -- -join -split`. */
function parsePrefixed(scanner: Scanner, grammar: Grammar, comma: boolean): Expression {
  const start = scanner.offset;
  const unary = (operator: string, atLeast: number): Expression => {
    scanner.skipBlanks();
    const operand = parseExpression(scanner, grammar, { atLeast, comma });
    return { kind: 'unary', operator, operand, extent: { start, end: operand.extent.end } };
  };
  const character = scanner.peek();
  if (character === '!') {
    scanner.offset += 1;
    return unary('not', precedence.unary);
  }
  if (character === ',') {
    scanner.offset += 1;
    return unary(',', precedence.operand);
  }
  if (scanner.startsWith('++') || scanner.startsWith('--')) {
    scanner.offset += 2;
    const operand = parseExpression(scanner, grammar, { atLeast: precedence.operand, comma: false });
    const extent = { start, end: operand.extent.end };
    return { kind: 'increment', by: character === '+' ? 1 : -1, prefix: true, operand, extent };
  }
  if (isDash(character) && isLetter(scanner.peek(1))) {
    const word = scanner.peekName(1).toLowerCase();
    if (wordPrefixes.has(word)) {
      scanner.offset += 1 + word.length;
      return unary(word, word === 'not' || word === 'bnot' ? precedence.unary : precedence.operand);
    }
    return scanner.fail('UnexpectedToken', `A value is expected before "-${word}".`, start, start + 1 + word.length);
  }
  if (isDash(character) || character === '+') {
    if (isDigit(scanner.peek(1)) || scanner.peek(1) === '.') {
      if (character === '+') scanner.offset += 1;
      const number = parseNumber(scanner);
      if (number !== null) return number;
      scanner.offset = start;
    }
    scanner.offset += 1;
    return unary(character === '+' ? '+' : '-', precedence.unary);
  }
  if (character === '[') return parseTypeOrCast(scanner, grammar, comma);
  return grammar.primary(scanner);
}

function parseTypeOrCast(scanner: Scanner, grammar: Grammar, comma: boolean): Expression {
  const start = scanner.offset;
  const type = parseTypeName(scanner);
  if (type === null) return scanner.fail('TypeNameExpected', 'A type name such as [int] is expected after "[".', start);
  const end = scanner.offset;
  // `[Name]::Member`, and `[Name].FullName` of the type itself.
  if (scanner.startsWith('::') || (scanner.peek() === '.' && isLetter(scanner.peek(1)))) {
    scanner.offset = start;
    return grammar.primary(scanner);
  }
  scanner.skipBlanks();
  if (beginsOperand(scanner)) {
    const operand = parseExpression(scanner, grammar, { atLeast: precedence.operand, comma: false });
    void comma;
    return { kind: 'cast', type, operand, extent: { start, end: operand.extent.end } };
  }
  scanner.offset = end;
  return { kind: 'type', name: type, extent: { start, end } };
}

function beginsOperand(scanner: Scanner): boolean {
  const character = scanner.peek();
  if (isDoubleQuote(character) || isSingleQuote(character) || isDigit(character)) return true;
  if (character === '@' && /[({'"]/.test(scanner.peek(1))) return true;
  if ('$([{!'.includes(character) && character !== '') return true;
  if (!isDash(character)) return false;
  const next = scanner.peek(1);
  if (isLetter(next))
    return wordPrefixes.has(scanner.peekName(1).toLowerCase()) && !wordOperators.has(scanner.peekName(1).toLowerCase());
  return !isBlank(next) && next !== '';
}
