import { endsWord, isNewline } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { CatchClause, Expression, IfClause, Statement, SwitchClause, SwitchMatching } from './nodes.ts';
import { parseArgument } from './parse-argument.ts';
import { parseTypeName } from './parse-type-name.ts';
import type { Scanner } from './scanner.ts';

/** The statement that `word` begins; the scanner stands on the word. */
export function parseControlFlow(scanner: Scanner, grammar: Grammar, word: string, label: string | null): Statement {
  const start = scanner.offset;
  scanner.offset += word.length;
  switch (word) {
    case 'if':
      return parseIf(scanner, grammar, start);
    case 'while': {
      const condition = parseCondition(scanner, grammar, 'while');
      const body = grammar.block(scanner, 'while');
      return { kind: 'while', label, condition, body, extent: { start, end: scanner.offset } };
    }
    case 'do':
      return parseDo(scanner, grammar, start, label);
    case 'for':
      return parseFor(scanner, grammar, start, label);
    case 'foreach':
      return parseForeach(scanner, grammar, start, label);
    case 'switch':
      return parseSwitch(scanner, grammar, start, label);
    case 'trap':
      return parseTrap(scanner, grammar, start);
    case 'try':
      return parseTry(scanner, grammar, start);
    case 'break':
    case 'continue': {
      scanner.skipBlanks();
      const name = scanner.peekName();
      scanner.offset += name.length;
      return { kind: word, label: name === '' ? null : name, extent: { start, end: scanner.offset } };
    }
    default: {
      const kind = word === 'throw' ? 'throw' : word === 'exit' ? 'exit' : 'return';
      scanner.skipBlanks();
      const next = scanner.peek();
      const bare = next === '' || isNewline(next) || ';})'.includes(next);
      const value = bare ? null : grammar.statement(scanner);
      return { kind, value, extent: { start, end: scanner.offset } };
    }
  }
}

function parseCondition(scanner: Scanner, grammar: Grammar, word: string): Statement {
  scanner.skipLines();
  scanner.expect('(', 'MissingOpenParenthesis', `A "(" is expected behind "${word}".`);
  scanner.skipLines();
  if (scanner.peek() === ')')
    scanner.fail('MissingCondition', `A condition is expected in the parentheses of "${word}".`);
  const condition = grammar.statement(scanner);
  scanner.skipLines();
  scanner.expect(')', 'MissingEndParenthesis', `The closing ")" of the condition of "${word}" is missing.`);
  return condition;
}

function parseIf(scanner: Scanner, grammar: Grammar, start: number): Statement {
  const clauses: IfClause[] = [];
  let otherwise: readonly Statement[] | null = null;
  for (;;) {
    const condition = parseCondition(scanner, grammar, 'if');
    clauses.push({ condition, body: grammar.block(scanner, 'if') });
    const before = scanner.offset;
    scanner.skipLines();
    const word = scanner.peekName().toLowerCase();
    if (word === 'elseif') {
      scanner.offset += word.length;
      continue;
    }
    if (word === 'else') {
      scanner.offset += word.length;
      scanner.skipBlanks();
      if (scanner.peekName().toLowerCase() === 'if') {
        scanner.fail('UnexpectedToken', '"else if" is written as one word here: "elseif".');
      }
      otherwise = grammar.block(scanner, 'else');
    } else scanner.offset = before;
    return { kind: 'if', clauses, otherwise, extent: { start, end: scanner.offset } };
  }
}

function parseDo(scanner: Scanner, grammar: Grammar, start: number, label: string | null): Statement {
  const body = grammar.block(scanner, 'do');
  scanner.skipLines();
  const word = scanner.peekName().toLowerCase();
  if (word !== 'while' && word !== 'until') {
    scanner.fail(
      'MissingWhileOrUntilInDoWhile',
      'A "while" or "until" with a condition is expected behind "do { … }".',
    );
  }
  scanner.offset += word.length;
  const condition = parseCondition(scanner, grammar, word);
  return { kind: 'do', label, until: word === 'until', condition, body, extent: { start, end: scanner.offset } };
}

function parseFor(scanner: Scanner, grammar: Grammar, start: number, label: string | null): Statement {
  scanner.skipLines();
  scanner.expect('(', 'MissingOpenParenthesis', 'A "(" is expected behind "for".');
  const part = (closing: string): Statement | null => {
    scanner.skipLines();
    const read = scanner.peek() === closing || scanner.peek() === ')' ? null : grammar.statement(scanner);
    scanner.skipLines();
    if (scanner.peek() === ';' && closing === ';') scanner.offset += 1;
    return read;
  };
  const initial = part(';');
  const condition = part(';');
  const step = part(')');
  scanner.expect(')', 'MissingEndParenthesis', 'The closing ")" of "for ( … ; … ; … )" is missing.');
  const body = grammar.block(scanner, 'for');
  return { kind: 'for', label, initial, condition, step, body, extent: { start, end: scanner.offset } };
}

function parseForeach(scanner: Scanner, grammar: Grammar, start: number, label: string | null): Statement {
  scanner.skipLines();
  scanner.expect('(', 'MissingOpenParenthesis', 'A "(" is expected: foreach ($item in $items) { … }.');
  scanner.skipLines();
  const variable = scanner.peek() === '$' ? scanner.peekName(1) : '';
  if (variable === '')
    scanner.fail('MissingVariableNameAfterForeach', 'A variable is expected: foreach ($item in $items) { … }.');
  scanner.offset += 1 + variable.length;
  scanner.skipLines();
  if (scanner.peekName().toLowerCase() !== 'in') {
    scanner.fail(
      'MissingInInForeach',
      `"in" is expected behind "$${variable}": foreach ($${variable} in $items) { … }.`,
    );
  }
  scanner.offset += 2;
  scanner.skipLines();
  const items = grammar.statement(scanner);
  scanner.skipLines();
  scanner.expect(')', 'MissingEndParenthesisAfterForeach', 'The closing ")" of "foreach" is missing.');
  const body = grammar.block(scanner, 'foreach');
  return { kind: 'foreach', label, variable, items, body, extent: { start, end: scanner.offset } };
}

function parseSwitch(scanner: Scanner, grammar: Grammar, start: number, label: string | null): Statement {
  let matching: SwitchMatching = 'exact';
  let caseSensitive = false;
  let path: Expression | null = null;
  for (;;) {
    scanner.skipBlanks();
    if (scanner.peek() !== '-') break;
    const option = scanner.peekName(1);
    const known = ['regex', 'wildcard', 'exact', 'casesensitive', 'file'].find(
      (name) => option !== '' && name.startsWith(option.toLowerCase()),
    );
    if (known === undefined)
      scanner.fail(
        'InvalidSwitchFlag',
        `"-${option}" is no option of switch; -Regex, -Wildcard, -Exact, -CaseSensitive and -File are.`,
      );
    if (known === 'file') {
      scanner.offset += 1 + option.length;
      scanner.skipBlanks();
      path = parseArgument(scanner, grammar);
      continue;
    }
    if (known === 'casesensitive') caseSensitive = true;
    else matching = known === 'regex' ? 'regex' : known === 'wildcard' ? 'wildcard' : 'exact';
    scanner.offset += 1 + option.length;
  }
  const subject = path === null ? parseCondition(scanner, grammar, 'switch') : ({ kind: 'file', path } as const);
  scanner.skipLines();
  scanner.expect('{', 'MissingCurlyBraceInSwitchStatement', 'A "{" with the cases is expected behind "switch ( … )".');
  const clauses: SwitchClause[] = [];
  for (;;) {
    scanner.skipSeparators();
    if (scanner.take('}')) break;
    if (scanner.atEnd) scanner.fail('MissingEndCurlyBrace', 'The closing "}" of "switch" is missing.');
    const isDefault = scanner.peekName().toLowerCase() === 'default' && endsWord(scanner.peek(7));
    if (isDefault) scanner.offset += 7;
    const test = isDefault ? null : parseArgument(scanner, grammar);
    clauses.push({ test, body: grammar.block(scanner, 'the case of switch') });
  }
  return { kind: 'switch', label, matching, caseSensitive, subject, clauses, extent: { start, end: scanner.offset } };
}

function parseTrap(scanner: Scanner, grammar: Grammar, start: number): Statement {
  scanner.skipLines();
  const type = scanner.peek() === '[' ? (parseCatchTypes(scanner)[0] ?? null) : null;
  const body = grammar.block(scanner, 'trap');
  return { kind: 'trap', type, body, extent: { start, end: scanner.offset } };
}

function parseTry(scanner: Scanner, grammar: Grammar, start: number): Statement {
  const body = grammar.block(scanner, 'try');
  const catches: CatchClause[] = [];
  let ending: readonly Statement[] | null = null;
  for (;;) {
    const before = scanner.offset;
    scanner.skipLines();
    const word = scanner.peekName().toLowerCase();
    if (word === 'catch') {
      scanner.offset += word.length;
      catches.push({ types: parseCatchTypes(scanner), body: grammar.block(scanner, 'catch') });
    } else if (word === 'finally') {
      scanner.offset += word.length;
      ending = grammar.block(scanner, 'finally');
      break;
    } else {
      if (catches.length === 0)
        scanner.fail('MissingCatchOrFinally', 'A "catch" or "finally" block is expected behind "try { … }".');
      scanner.offset = before;
      break;
    }
  }
  return { kind: 'try', body, catches, ending, extent: { start, end: scanner.offset } };
}

function parseCatchTypes(scanner: Scanner): readonly string[] {
  const types: string[] = [];
  for (;;) {
    scanner.skipLines();
    if (scanner.peek() === ',' && types.length > 0) scanner.offset += 1;
    scanner.skipLines();
    if (scanner.peek() !== '[') return types;
    const name = parseTypeName(scanner);
    if (name === null) scanner.fail('TypeNameExpected', 'An exception type such as [System.Exception] is expected.');
    types.push(name);
  }
}
