import type { Language } from '@relais/management-contract';
import { calculate } from './arithmetic.ts';
import { castTo, isOfType } from './cast.ts';
import { areEqual, compareOrder } from './compare.ts';
import { toNumber } from './convert-number.ts';
import { formatComposite } from './format-value.ts';
import { capturesOf, escapedPattern, guardedMatch, regularExpression, replacementText } from './regular-expression.ts';
import { PatternObject } from './pattern-object.ts';
import { operationError, OperationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { TypeReference, type Value } from './values.ts';
import { wildcardTest } from './wildcard.ts';

/** What `-match` found, for `$Matches`. */
export type MatchListener = (groups: readonly [number | string, string][]) => void;

const largestRange = 1_000_000;

/** Every operator with two sides except `-and -or -xor`, which may skip their right side. @throws OperationError */
export function applyBinary(
  written: string,
  left: Value,
  right: Value,
  onMatch: MatchListener,
  language: Language = 'en',
  now?: () => Date,
): Value {
  const prefixed =
    /^([ci])(eq|ne|gt|ge|lt|le|like|notlike|match|notmatch|contains|notcontains|in|notin|replace|split)$/.exec(written);
  const operator = prefixed?.[2] ?? written;
  const caseSensitive = prefixed?.[1] === 'c';
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(operator, left, right);
    case '..':
      return range(left, right);
    case 'f':
      return formatComposite(toText(left), Array.isArray(right) ? right : [right], language);
    case 'is':
      return isOfType(left, typeName(right));
    case 'isnot':
      return !isOfType(left, typeName(right));
    case 'as':
      return castOrNull(typeName(right), left, now);
    case 'join':
      return (Array.isArray(left) ? left : [left]).map(toText).join(toText(right));
    case 'split':
      return split(left, right, caseSensitive);
    case 'replace':
      return filterable(left, (item) => replace(item, right, caseSensitive), true);
    case 'contains':
      return asList(left).some((item) => areEqual(item, right, caseSensitive, now));
    case 'notcontains':
      return !asList(left).some((item) => areEqual(item, right, caseSensitive, now));
    case 'in':
      return asList(right).some((item) => areEqual(left, item, caseSensitive, now));
    case 'notin':
      return !asList(right).some((item) => areEqual(left, item, caseSensitive, now));
    case 'band':
    case 'bor':
    case 'bxor':
    case 'shl':
    case 'shr':
      return bitwise(operator, toNumber(left), toNumber(right));
    default:
      return filterable(
        left,
        (item) => test(operator, item, right, caseSensitive, Array.isArray(left) ? () => undefined : onMatch, now),
        false,
      );
  }
}

/** With a list on the left a comparison gives the items for which it holds. */
function filterable(left: Value, apply: (item: Value) => Value, maps: boolean): Value {
  if (!Array.isArray(left)) return apply(left);
  return maps ? left.map(apply) : left.filter((item) => apply(item) === true);
}

function test(
  operator: string,
  left: Value,
  right: Value,
  caseSensitive: boolean,
  onMatch: MatchListener,
  now?: () => Date,
): boolean {
  switch (operator) {
    case 'eq':
      return areEqual(left, right, caseSensitive, now);
    case 'ne':
      return !areEqual(left, right, caseSensitive, now);
    case 'gt':
      return compareOrder(left, right, caseSensitive, now) > 0;
    case 'ge':
      return compareOrder(left, right, caseSensitive, now) >= 0;
    case 'lt':
      return compareOrder(left, right, caseSensitive, now) < 0;
    case 'le':
      return compareOrder(left, right, caseSensitive, now) <= 0;
    case 'like':
      return wildcardTest(toText(right), caseSensitive)(toText(left));
    case 'notlike':
      return !wildcardTest(toText(right), caseSensitive)(toText(left));
    case 'match':
      return match(left, right, caseSensitive, onMatch);
    case 'notmatch':
      return !match(left, right, caseSensitive, onMatch);
    default:
      throw operationError('UnknownOperator', `"-${operator}" is no operator.`);
  }
}

function match(left: Value, right: Value, caseSensitive: boolean, onMatch: MatchListener): boolean {
  const found = guardedMatch(
    right instanceof PatternObject ? right.compile() : regularExpression(toText(right), caseSensitive ? '' : 'i'),
    toText(left),
    (expression, subject) => expression.exec(subject),
  );
  if (found === null) return false;
  const isNamed = capturesOf(toText(right));
  // As in .NET, groups without a name are counted alone, and one with a name is found by it only.
  const unnamed = [...found].filter((_, index) => index === 0 || isNamed[index - 1] !== true);
  const numbered = unnamed.flatMap((text, index): [number, string][] => (text === undefined ? [] : [[index, text]]));
  const named = Object.entries(found.groups ?? {}).filter(([, text]) => text !== undefined);
  onMatch([...numbered, ...named]);
  return true;
}

function replace(left: Value, right: Value, caseSensitive: boolean): Value {
  const [pattern, replacement] = Array.isArray(right) ? right : [right];
  const expression =
    pattern instanceof PatternObject
      ? pattern.compile(true)
      : regularExpression(toText(pattern ?? null), caseSensitive ? 'g' : 'gi');
  const marked = replacementText(toText(replacement ?? null));
  return guardedMatch(expression, toText(left), (compiled, subject) => subject.replace(compiled, marked));
}

/** Unary and binary `-split`: by pattern, with an optional greatest number of parts and `SimpleMatch`. */
export function split(left: Value, right: Value, caseSensitive: boolean): Value[] {
  const [pattern, most, option] = Array.isArray(right) ? right : [right];
  const isPlain = /simplematch/i.test(toText(option ?? null));
  const written = toText(pattern ?? null);
  const expression = regularExpression(isPlain ? escapedPattern(written) : written, caseSensitive ? 'g' : 'gi');
  const limit = most === undefined ? 0 : toNumber(most);
  return asList(left).flatMap((item) => {
    const parts = guardedMatch(expression, toText(item), (compiled, subject) => splitAll(compiled, subject, limit));
    return parts;
  });
}

function splitAll(expression: RegExp, subject: string, limit: number): string[] {
  if (limit <= 0)
    return subject.split(new RegExp(expression.source, expression.flags.replace('g', ''))).map((part) => part ?? '');
  const parts: string[] = [];
  let from = 0;
  for (const found of subject.matchAll(expression)) {
    if (parts.length + 1 >= limit) break;
    parts.push(subject.slice(from, found.index));
    from = found.index + found[0].length;
  }
  return [...parts, subject.slice(from)];
}

function range(left: Value, right: Value): Value[] {
  const bound = (value: Value): number =>
    typeof value === 'string' && /^[A-Za-z]$/.test(value)
      ? value.charCodeAt(0)
      : Math.round(toNumber(value, 'System.Int32'));
  const letters =
    typeof left === 'string' && typeof right === 'string' && /^[A-Za-z]$/.test(left) && /^[A-Za-z]$/.test(right);
  const from = bound(left);
  const to = bound(right);
  if (Math.abs(to - from) >= largestRange) {
    throw operationError(
      'RangeTooLarge',
      `The range ${from}..${to} has more than ${largestRange} items.`,
      'InvalidArgument',
    );
  }
  const step = from <= to ? 1 : -1;
  const numbers = Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => from + index * step);
  return letters ? numbers.map((code) => String.fromCharCode(code)) : numbers;
}

function bitwise(operator: string, left: number, right: number): number {
  const [a, b] = [BigInt(Math.trunc(left)), BigInt(Math.trunc(right))];
  if (operator === 'band') return Number(a & b);
  if (operator === 'bor') return Number(a | b);
  if (operator === 'bxor') return Number(a ^ b);
  return operator === 'shl' ? left << right : left >> right;
}

function asList(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}

function typeName(value: Value): string {
  return value instanceof TypeReference ? value.name : toText(value);
}

function castOrNull(type: string, value: Value, now?: () => Date): Value {
  try {
    return castTo(type, value, now);
  } catch (error) {
    if (error instanceof OperationError && error.facts.id !== 'TypeNotFound') return null;
    throw error;
  }
}
