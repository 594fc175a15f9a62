import { isWordCharacter } from './characters.ts';
import { nearestWord } from './nearest-word.ts';
import type { Expression } from './nodes.ts';
import type { Scanner } from './scanner.ts';

const scopes = new Set(['global', 'script', 'local', 'private', 'env', 'variable', 'using']);
const special = new Set(['$', '?', '^']);

/** Whether the `$` that stands here begins a variable (`$x`, `${x y}`, `$?`) and is no plain dollar. */
export function beginsVariable(scanner: Scanner): boolean {
  const next = scanner.peek(1);
  return next === '{' || isWordCharacter(next) || special.has(next);
}

/** Reads `$name`, `$scope:name`, `${any text}`, `$?`. The scanner stands on the `$`. */
export function parseVariable(scanner: Scanner): Expression {
  const start = scanner.offset;
  scanner.offset += 1;
  const next = scanner.peek();
  if (next === '{') return bracedVariable(scanner, start);
  if (special.has(next)) {
    scanner.offset += 1;
    return { kind: 'variable', name: next, scope: null, extent: { start, end: scanner.offset } };
  }
  const name = scanner.peekName();
  if (name === '') scanner.fail('MissingVariableName', 'A variable name is missing after "$".', start);
  scanner.offset += name.length;
  if (scanner.peek() !== ':' || scanner.peek(1) === ':') {
    return { kind: 'variable', name, scope: null, extent: { start, end: scanner.offset } };
  }
  const scope = name.toLowerCase();
  const inner = scanner.peekName(1);
  if (scopes.has(scope) && inner !== '') {
    scanner.offset += 1 + inner.length;
    return { kind: 'variable', name: inner, scope, extent: { start, end: scanner.offset } };
  }
  const near = nearestWord(scope, scopes);
  const hint = near === null ? '' : ` (did you mean "$${near}:"?)`;
  return scanner.fail(
    'InvalidVariableReferenceWithDrive',
    `"$${name}:" names no scope${hint}. To put a colon behind the variable write "\${${name}}:".`,
    start,
  );
}

function bracedVariable(scanner: Scanner, start: number): Expression {
  const end = scanner.source.indexOf('}', scanner.offset);
  if (end === -1) {
    scanner.offset = scanner.source.length;
    scanner.fail('MissingClosingBrace', 'The variable name that starts with "${" is not closed with "}".', start);
  }
  const text = scanner.source.slice(scanner.offset + 1, end).replaceAll(/`(.)/g, '$1');
  scanner.offset = end + 1;
  if (text.trim() === '') scanner.fail('MissingVariableName', 'The braces of "${}" hold no variable name.', start);
  const qualified = /^([A-Za-z]+):(.+)$/.exec(text);
  const scope = qualified?.[1]?.toLowerCase() ?? '';
  const extent = { start, end: scanner.offset };
  if (qualified?.[2] !== undefined && scopes.has(scope)) return { kind: 'variable', name: qualified[2], scope, extent };
  return { kind: 'variable', name: text, scope: null, extent };
}
