import { isDigit, isDoubleQuote, isLetter, isSingleQuote, isWordCharacter } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { Expression } from './nodes.ts';
import { parseHashtable } from './parse-hashtable.ts';
import { parseNumber } from './parse-number.ts';
import { parseExpandableString, parseHereString, parseLiteralString, parseSubExpression } from './parse-string.ts';
import { parseTypeName } from './parse-type-name.ts';
import { beginsVariable, parseVariable } from './parse-variable.ts';
import { Scanner } from './scanner.ts';

/** A value with the members, indexes and calls that follow it directly. */
export function parsePrimary(scanner: Scanner, grammar: Grammar): Expression {
  return scanner.nested(() => parsePostfix(scanner, grammar, parseAtom(scanner, grammar)));
}

function parseAtom(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  const character = scanner.peek();
  const next = scanner.peek(1);
  if (isSingleQuote(character)) return parseLiteralString(scanner);
  if (isDoubleQuote(character)) return parseExpandableString(scanner, grammar);
  if (character === '$' && next === '(') return parseSubExpression(scanner, grammar);
  if (character === '$' && beginsVariable(scanner)) return parseVariable(scanner);
  if (character === '@' && (isSingleQuote(next) || isDoubleQuote(next))) return parseHereString(scanner, grammar);
  if (character === '@' && next === '{') return parseHashtable(scanner, grammar);
  if (character === '@' && next === '(') return parseArray(scanner, grammar);
  if (character === '(') return parseParenthesis(scanner, grammar);
  if (character === '{') return parseScriptBlock(scanner, grammar);
  if (character === '[') {
    const name = parseTypeName(scanner);
    if (name !== null) return { kind: 'type', name, extent: { start, end: scanner.offset } };
    return scanner.fail('TypeNameExpected', 'A type name such as [int] is expected after "[".', start);
  }
  if (isDigit(character) || (character === '.' && isDigit(next))) {
    const number = parseNumber(scanner);
    if (number !== null) return number;
  }
  return refuseAtom(scanner);
}

function refuseAtom(scanner: Scanner): never {
  const start = scanner.offset;
  if (scanner.atEnd) return scanner.fail('ExpectedExpression', 'A value is expected here, but the line ends.');
  const word = /^[^\s;|&(){},]+/.exec(scanner.source.slice(start))?.[0];
  if (word !== undefined && isWordCharacter(word.charAt(0))) {
    return scanner.fail(
      'UnexpectedToken',
      `Unexpected text "${word}" where a value is expected; a text needs quotes: '${word}'.`,
      start,
      start + word.length,
    );
  }
  const character = String.fromCodePoint(scanner.source.codePointAt(start) ?? 32);
  if (character === '\n' || character === '\r') {
    return scanner.fail('ExpectedExpression', 'A value is expected here, but the line ends.', start);
  }
  return scanner.fail('UnexpectedToken', `Unexpected "${character}" where a value is expected.`, start);
}

/** `.name`, `::name`, `[index]`, `(arguments)`, `++`, `--`, as long as nothing stands between. */
export function parsePostfix(scanner: Scanner, grammar: Grammar, atom: Expression): Expression {
  let result = atom;
  const start = atom.extent.start;
  for (;;) {
    const isStatic = scanner.startsWith('::');
    if (isStatic || (scanner.peek() === '.' && beginsMemberName(scanner))) {
      scanner.offset += isStatic ? 2 : 1;
      const name = parseMemberName(scanner, grammar);
      if (scanner.peek() === '(') {
        const given = parseCallArguments(scanner, grammar);
        const extent = { start, end: scanner.offset };
        result = { kind: 'call', target: result, name, isStatic, arguments: given, extent };
      } else result = { kind: 'member', target: result, name, isStatic, extent: { start, end: scanner.offset } };
    } else if (scanner.peek() === '[' && result.kind !== 'number') {
      scanner.offset += 1;
      scanner.skipLines();
      const index = grammar.expression(scanner);
      scanner.skipLines();
      scanner.expect(']', 'EndSquareBracketExpectedAtEndOfIndex', 'The closing "]" of the index is missing.');
      result = { kind: 'index', target: result, index, extent: { start, end: scanner.offset } };
    } else if ((scanner.startsWith('++') || scanner.startsWith('--')) && isAssignable(result)) {
      const by = scanner.peek() === '+' ? 1 : -1;
      scanner.offset += 2;
      result = { kind: 'increment', by, prefix: false, operand: result, extent: { start, end: scanner.offset } };
    } else return result;
  }
}

function isAssignable(node: Expression): boolean {
  return node.kind === 'variable' || node.kind === 'member' || node.kind === 'index';
}

function beginsMemberName(scanner: Scanner): boolean {
  const next = scanner.peek(1);
  return (
    isLetter(next) ||
    isSingleQuote(next) ||
    isDoubleQuote(next) ||
    (next === '$' && scanner.peek(2) !== '') ||
    next === '('
  );
}

function parseMemberName(scanner: Scanner, grammar: Grammar): string | Expression {
  const character = scanner.peek();
  if (isSingleQuote(character)) return parseLiteralString(scanner);
  if (isDoubleQuote(character)) return parseExpandableString(scanner, grammar);
  if (character === '(') return parseParenthesis(scanner, grammar);
  if (character === '$' && scanner.peek(1) === '(') return parseSubExpression(scanner, grammar);
  if (character === '$') return parseVariable(scanner);
  const name = scanner.peekName();
  if (name === '') return scanner.fail('MissingPropertyName', 'A member name is missing behind "." or "::".');
  scanner.offset += name.length;
  return name;
}

function parseCallArguments(scanner: Scanner, grammar: Grammar): readonly Expression[] {
  scanner.offset += 1;
  const given: Expression[] = [];
  scanner.skipLines();
  if (scanner.take(')')) return given;
  for (;;) {
    given.push(grammar.expression(scanner, { comma: false }));
    scanner.skipLines();
    if (scanner.take(')')) return given;
    scanner.expect(',', 'MissingEndParenthesisInMethodCall', 'The closing ")" of the method call is missing.');
    scanner.skipLines();
  }
}

function parseArray(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  scanner.offset += 2;
  const statements = scanner.nested(() => grammar.statements(scanner, ')'));
  scanner.expect(')', 'MissingEndParenthesisInExpression', 'The closing ")" of "@(" is missing.');
  return { kind: 'array', statements, extent: { start, end: scanner.offset } };
}

function parseParenthesis(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  scanner.offset += 1;
  scanner.skipLines();
  if (scanner.peek() === ')') scanner.fail('ExpectedExpression', 'An expression is expected between "(" and ")".');
  const statement = scanner.nested(() => grammar.statement(scanner));
  scanner.skipLines();
  scanner.expect(')', 'MissingEndParenthesisInExpression', 'The closing ")" is missing.');
  return { kind: 'parenthesis', statement, extent: { start, end: scanner.offset } };
}

/** `{127.0.0.1:993:SSL}`, `{[::1]:143:TLS}`: PowerShell would see a broken number. */
const addressSetting = /^\{(\s*(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\]):\d{1,5}(?::(?:SSL|TLS)?)?\s*)\}/i;

/**
 * `{ … }`. As a parameter's value its text may be no PowerShell at all (`{Dublin01.Contoso.com:995:SSL}` is, as a command
 * name); what does not parse stays an error, as in PowerShell. Ours alone: a server may be an address there as well.
 */
function parseScriptBlock(scanner: Scanner, grammar: Grammar): Expression {
  const start = scanner.offset;
  const address = addressSetting.exec(scanner.source.slice(start, start + 100));
  if (address !== null) {
    const [whole, text = ''] = address;
    scanner.offset += whole.length;
    const body = grammar.body(new Scanner(`'${text.trim()}'`), '');
    return { kind: 'script-block', body, text, extent: { start, end: scanner.offset } };
  }
  scanner.offset += 1;
  const body = scanner.nested(() => grammar.body(scanner, '}'));
  scanner.expectEnd('}', 'MissingEndCurlyBrace', 'The closing "}" of the script block is missing.', start);
  const text = scanner.source.slice(start + 1, scanner.offset - 1);
  return { kind: 'script-block', body, text, extent: { start, end: scanner.offset } };
}
