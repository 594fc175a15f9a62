import type { Grammar } from './grammar.ts';
import type { ScriptBody, Statement } from './nodes.ts';
import { parseExpression } from './parse-expression.ts';
import { parseBody } from './parse-function.ts';
import { parsePrimary } from './parse-primary.ts';
import { parseStatement, parseStatements } from './parse-statement.ts';
import { Scanner } from './scanner.ts';
import { ShellSyntaxError } from './syntax-error.ts';

const grammar: Grammar = {
  statements: (scanner, closing) => parseStatements(scanner, grammar, closing),
  statement: (scanner) => parseStatement(scanner, grammar),
  block: (scanner, after) => parseBlock(scanner, after),
  body: (scanner, closing) => parseBody(scanner, grammar, closing),
  expression: (scanner, options) => parseExpression(scanner, grammar, options),
  primary: (scanner) => parsePrimary(scanner, grammar),
};

/**
 * The syntax tree of a whole script or line.
 * @throws ShellSyntaxError with line and column for everything that the language does not have; nothing else.
 */
export function parseScript(source: string, file: string | null = null): ScriptBody {
  try {
    return parseWhole(source);
  } catch (error) {
    if (error instanceof ShellSyntaxError) error.file = file;
    throw error;
  }
}

function parseWhole(source: string): ScriptBody {
  const scanner = new Scanner(source);
  skipNamespaces(scanner);
  const body = parseBody(scanner, grammar, '');
  if (!scanner.atEnd) scanner.fail('UnexpectedToken', `Unexpected "${scanner.peek()}".`);
  return body;
}

/** Whether the text ends within an open construct, so that a further line could complete it. */
export function isIncomplete(source: string): boolean {
  if (/(?:^|[^`])`$/.test(source)) return true;
  try {
    parseScript(source);
    return false;
  } catch (error) {
    if (error instanceof ShellSyntaxError) return error.incomplete;
    throw error;
  }
}

function parseBlock(scanner: Scanner, after: string): readonly Statement[] {
  scanner.skipLines();
  const opened = scanner.offset;
  scanner.expect('{', 'MissingStatementBlock', `A block "{ … }" is expected behind "${after}".`);
  const statements = scanner.nested(() => parseStatements(scanner, grammar, '}'));
  scanner.expectEnd('}', 'MissingEndCurlyBrace', `The closing "}" of "${after}" is missing.`, opened);
  return statements;
}

const namespaceForm = /using[ \t]+namespace[ \t]+[A-Za-z_][\w.]*[ \t]*(?=[;\r\n]|$)/iy;

/** `using namespace System.Text` before everything else: types are found by their short names anyway. */
function skipNamespaces(scanner: Scanner): void {
  for (;;) {
    scanner.skipSeparators();
    namespaceForm.lastIndex = scanner.offset;
    if (!namespaceForm.test(scanner.source)) return;
    scanner.offset = namespaceForm.lastIndex;
  }
}
