import { isBlank, isNewline } from './characters.ts';
import type { Grammar } from './grammar.ts';
import { keywords, refusedKeywords } from './keywords.ts';
import type { Expression, Statement } from './nodes.ts';
import { assignmentOperators } from './operators.ts';
import { parseTypeDefinition } from './parse-class.ts';
import { parseControlFlow } from './parse-control-flow.ts';
import { parseFunction } from './parse-function.ts';
import { beginsExpression, parsePipeline } from './parse-pipeline.ts';
import type { Scanner } from './scanner.ts';

/** Statements separated by line ends and `;`, up to `closing` (left in place) or the end. */
export function parseStatements(scanner: Scanner, grammar: Grammar, closing: string): readonly Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    scanner.skipSeparators();
    if (scanner.atEnd || (closing !== '' && scanner.startsWith(closing))) return statements;
    const next = scanner.peek();
    if (next === ')' || next === '}') {
      scanner.fail('UnexpectedToken', `Unexpected "${next}": nothing is open that it would close.`);
    }
    const statement = grammar.statement(scanner);
    statements.push(statement);
    expectStatementEnd(scanner, statement, closing);
  }
}

function expectStatementEnd(scanner: Scanner, statement: Statement, closing: string): void {
  // `if ($a) { … } $b`: behind a block nothing has to separate.
  const endsWithBlock = scanner.source[scanner.offset - 1] === '}';
  scanner.skipBlanks();
  const character = scanner.peek();
  if (scanner.atEnd || character === ';' || isNewline(character)) return;
  if (closing !== '' && scanner.startsWith(closing)) return;
  if (endsWithBlock && statement.kind !== 'pipeline' && statement.kind !== 'assignment') return;
  const found = /^(?:[^\s;|&(){},]+|.)/su.exec(scanner.source.slice(scanner.offset))?.[0] ?? character;
  scanner.fail(
    'UnexpectedToken',
    `Unexpected token '${found}' in expression or statement.`,
    scanner.offset,
    scanner.offset + found.length,
  );
}

export function parseStatement(scanner: Scanner, grammar: Grammar): Statement {
  return scanner.nested(() => {
    scanner.skipBlanks();
    const label = parseLabel(scanner);
    const word = scanner.peekName().toLowerCase();
    if (word !== '' && isWholeWord(scanner, word.length)) {
      if (word === 'function' || word === 'filter') return parseFunction(scanner, grammar);
      if (keywords.has(word)) return parseControlFlow(scanner, grammar, word, label);
      const refusal = refusedKeywords[word];
      if (refusal !== undefined && !/^\s*=/.test(scanner.source.slice(scanner.offset + word.length))) {
        scanner.fail('ReservedKeywordNotAllowed', refusal, scanner.offset, scanner.offset + word.length);
      }
    }
    if (label !== null) scanner.fail('UnexpectedToken', `A loop is expected behind the label ":${label}".`);
    const definition = parseTypeDefinition(scanner, grammar);
    if (definition !== null) return definition;
    if (!beginsExpression(scanner)) return parsePipeline(scanner, grammar, null);
    const expression = grammar.expression(scanner);
    return parseAssignment(scanner, grammar, expression) ?? parsePipeline(scanner, grammar, expression);
  });
}

function isWholeWord(scanner: Scanner, length: number): boolean {
  const next = scanner.peek(length);
  return next === '' || isBlank(next) || isNewline(next) || '({;})'.includes(next) || next === ';' || next === '|';
}

function parseLabel(scanner: Scanner): string | null {
  if (scanner.peek() !== ':' || scanner.peekName(1) === '') return null;
  const label = scanner.peekName(1);
  scanner.offset += 1 + label.length;
  scanner.skipLines();
  return label;
}

function parseAssignment(scanner: Scanner, grammar: Grammar, target: Expression): Statement | null {
  const before = scanner.offset;
  scanner.skipBlanks();
  const operator = assignmentOperators.find((candidate) => scanner.startsWith(candidate));
  if (operator === undefined) {
    scanner.offset = before;
    return null;
  }
  if (scanner.startsWith('==')) {
    scanner.fail(
      'UnexpectedToken',
      'Values are compared with "-eq"; "==" is no operator.',
      scanner.offset,
      scanner.offset + 2,
    );
  }
  if (!isTarget(target)) {
    const message = `The left side of "${operator}" cannot be assigned to; it must be a variable or a property.`;
    scanner.fail('InvalidLeftHandSide', message, target.extent.start, target.extent.end);
  }
  scanner.offset += operator.length;
  scanner.skipLines();
  if (scanner.atEnd) scanner.fail('ExpectedValueExpression', `A value is expected behind "${operator}".`);
  const value = grammar.statement(scanner);
  return { kind: 'assignment', operator, target, value, extent: { start: target.extent.start, end: scanner.offset } };
}

function isTarget(node: Expression): boolean {
  if (node.kind === 'cast') return isTarget(node.operand);
  if (node.kind === 'list') return node.items.every(isTarget);
  return node.kind === 'variable' || node.kind === 'member' || node.kind === 'index';
}
