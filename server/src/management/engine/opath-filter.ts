import {
  ByteSize,
  type ManagementObject,
  type ManagementValue,
  parseByteSize,
  parseTimeSpan,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { CmdletError } from './cmdlet-error.ts';
import { nearestName } from './nearest-name.ts';
import { matchesWildcard } from './wildcard.ts';

type Predicate = (object: ManagementObject) => boolean;
type Literal = string | number | boolean | null;

interface Token {
  readonly kind: 'word' | 'operator' | 'text' | 'open' | 'close';
  readonly text: string;
  readonly at: number;
}

const pattern =
  /\s*(?:(?<open>\()|(?<close>\))|(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<operator>-[a-z]+|!)|(?<word>[^\s()'"]+))/iy;
/** Of parentheses and negations in one another: deeper, reading them would need more of the stack than there is. */
const deepest = 100;
const comparisons = ['-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-like', '-notlike'];

/**
 * Reads an OPATH filter, as `-Filter` takes it: comparisons with `-and`, `-or`, `-not`, `!` and parentheses; text in
 * quotes, `$true`, `$false`, `$null`. Braces around it are dropped (reference §7.2).
 * @throws CmdletError 'InvalidFilter' with the position of what was not understood.
 */
export function parseFilter(source: string): Predicate {
  const trimmed = source.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  const tokens = tokenize(trimmed);
  const properties = new Set<string>();
  let next = 0;
  let depth = 0;
  const peek = (): Token | undefined => tokens[next];
  const isOperator = (token: Token | undefined, ...names: readonly string[]): boolean =>
    token?.kind === 'operator' && names.includes(token.text.toLowerCase());

  const either = (): Predicate => {
    let left = both();
    while (isOperator(peek(), '-or')) {
      next += 1;
      const [one, other] = [left, both()];
      left = (object) => one(object) || other(object);
    }
    return left;
  };
  const both = (): Predicate => {
    let left = single();
    while (isOperator(peek(), '-and')) {
      next += 1;
      const [one, other] = [left, single()];
      left = (object) => one(object) && other(object);
    }
    return left;
  };
  const single = (): Predicate => {
    const token = tokens[next];
    if (isOperator(token, '-not', '!')) {
      next += 1;
      const negated = within(single);
      return (object) => !negated(object);
    }
    if (token?.kind === 'open') {
      next += 1;
      const inner = within(either);
      if (tokens[next]?.kind !== 'close') throw wrong(trimmed, peek(), 'a closing parenthesis');
      next += 1;
      return inner;
    }
    return comparison();
  };
  const within = (read: () => Predicate): Predicate => {
    depth += 1;
    if (depth > deepest) throw tooDeep();
    const inner = read();
    depth -= 1;
    return inner;
  };
  const comparison = (): Predicate => {
    const [property, operator, value] = [tokens[next], tokens[next + 1], tokens[next + 2]];
    if (property?.kind !== 'word') throw wrong(trimmed, property, 'the name of a property');
    if (!isOperator(operator, ...comparisons)) throw wrong(trimmed, operator, `one of ${comparisons.join(', ')}`);
    if (value?.kind !== 'word' && value?.kind !== 'text')
      throw wrong(trimmed, value, "a value such as 'text', 5 or $true");
    next += 3;
    properties.add(property.text);
    return compare(property.text, operator?.text.toLowerCase() ?? '', literal(value));
  };

  const predicate = either();
  if (next < tokens.length) throw wrong(trimmed, peek(), '-and or -or');
  let isChecked = false;
  return (object) => {
    // A filter on what an object does not have would find nothing and say nothing.
    if (!isChecked) for (const property of properties) requireProperty(trimmed, property, object);
    isChecked = true;
    return predicate(object);
  };
}

function requireProperty(source: string, property: string, object: ManagementObject): void {
  const known = Object.keys(object);
  if (known.some((key) => key.toLowerCase() === property.toLowerCase())) return;
  const near = nearestName(property, known);
  throw new CmdletError({
    id: 'InvalidFilter',
    category: 'InvalidArgument',
    exception: 'ParsingException',
    parameter: 'Filter',
    target: source,
    text: {
      en: `The filter "${source}" can't be used: "${property}" is not a filterable property.${near === null ? '' : ` Did you mean "${near}"?`}`,
      fr: `Le filtre « ${source} » ne peut pas être utilisé : « ${property} » n’est pas une propriété filtrable.${near === null ? '' : ` Vouliez-vous dire « ${near} » ?`}`,
    },
  });
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match?.groups === undefined)
      throw wrong(source, { kind: 'word', text: source.slice(at, at + 20), at }, 'a comparison');
    const [kind, text] = Object.entries(match.groups).find(([, held]) => held !== undefined) ?? ['word', ''];
    tokens.push({ kind: kind as Token['kind'], text: text ?? '', at });
  }
  return tokens;
}

function literal({ kind, text }: Token): Literal {
  if (kind === 'text') return text.slice(1, -1).replaceAll(text.startsWith("'") ? "''" : '""', text.charAt(0));
  switch (text.toLowerCase()) {
    case '$true':
      return true;
    case '$false':
      return false;
    case '$null':
      return null;
    default:
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
}

function compare(property: string, operator: string, wanted: Literal): Predicate {
  return (object) => {
    const name = Object.keys(object).find((key) => key.toLowerCase() === property.toLowerCase());
    const held = name === undefined ? null : (object[name] ?? null);
    const values: readonly ManagementValue[] = Array.isArray(held) ? (held as readonly ManagementValue[]) : [held];
    const any = (test: (value: ManagementValue) => boolean): boolean => values.some(test);
    switch (operator) {
      case '-eq':
        return any((value) => order(value, wanted) === 0);
      case '-ne':
        return !any((value) => order(value, wanted) === 0);
      case '-like':
        return any((value) => matchesWildcard(String(wanted ?? ''), String(value ?? '')));
      case '-notlike':
        return !any((value) => matchesWildcard(String(wanted ?? ''), String(value ?? '')));
      case '-lt':
        return any((value) => order(value, wanted) < 0);
      case '-le':
        return any((value) => order(value, wanted) <= 0);
      case '-gt':
        return any((value) => order(value, wanted) > 0);
      default:
        return any((value) => order(value, wanted) >= 0);
    }
  };
}

/** Negative, zero or positive; NaN when the two cannot be compared, which makes every comparison false. */
function order(held: ManagementValue, wanted: Literal): number {
  if (wanted === null || held === null)
    return held === null || held === '' ? (wanted === null ? 0 : Number.NaN) : Number.NaN;
  if (typeof held === 'boolean' || typeof wanted === 'boolean')
    return String(held).toLowerCase() === String(wanted).toLowerCase() ? 0 : Number.NaN;
  const [one, other] = [numeric(held), amount(held, wanted)];
  if (one !== null && !Number.isNaN(other)) return one - other;
  if (held instanceof Date) return held.getTime() - new Date(String(wanted)).getTime();
  const [text, target] = [String(held).toLowerCase(), String(wanted).toLowerCase()];
  return text < target ? -1 : Number(text > target);
}

/** `2GB`, `'2 GB (2,147,483,648 bytes)'` and `Unlimited` beside a size, `00:30:00` beside a time span. */
function amount(held: ManagementValue, wanted: string | number): number {
  if (typeof wanted === 'number') return wanted;
  if (held instanceof TimeSpan) return parseTimeSpan(wanted)?.milliseconds ?? Number.NaN;
  if (!(held instanceof ByteSize || held instanceof Unlimited)) return Number.NaN;
  return /^unlimited$/i.test(wanted.trim()) ? Number.POSITIVE_INFINITY : (parseByteSize(wanted)?.bytes ?? Number.NaN);
}

function numeric(value: ManagementValue): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof ByteSize) return value.bytes;
  if (value instanceof TimeSpan) return value.milliseconds;
  if (value instanceof Unlimited) return Number.POSITIVE_INFINITY;
  return null;
}

function tooDeep(): CmdletError {
  return new CmdletError({
    id: 'InvalidFilter',
    category: 'InvalidArgument',
    exception: 'ParsingException',
    parameter: 'Filter',
    text: {
      en: `The filter can't be read: its parentheses and negations are more than ${deepest} levels deep.`,
      fr: `Le filtre ne peut pas être lu : ses parenthèses et négations dépassent ${deepest} niveaux.`,
    },
  });
}

function wrong(source: string, token: Token | undefined, expected: string): CmdletError {
  const where = token === undefined ? 'at its end' : `at character ${token.at + 1}, near "${token.text}"`;
  const ou = token === undefined ? 'à la fin' : `au caractère ${token.at + 1}, près de « ${token.text} »`;
  return new CmdletError({
    id: 'InvalidFilter',
    category: 'InvalidArgument',
    exception: 'ParsingException',
    parameter: 'Filter',
    target: source,
    text: {
      en: `The filter "${source}" can't be read ${where}: ${expected} belongs there.`,
      fr: `Le filtre « ${source} » ne peut pas être lu ${ou} : il faut à cet endroit ${expected}.`,
    },
  });
}
