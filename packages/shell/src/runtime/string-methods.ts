import { padded } from './bounded-text.ts';
import { toNumber } from './convert-number.ts';
import { OperationError } from './shell-error.ts';
import { splitText } from './split-text.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

type StringMethod = (text: string, given: readonly Value[]) => Value;

const first = (given: readonly Value[]): string => toText(given[0] ?? null);
const ignoresCase = (given: readonly Value[]): boolean => {
  const option = toText(given.at(-1) ?? null).toLowerCase();
  return given.length > 1 && (option === 'true' || option.endsWith('ignorecase'));
};
const folded = (text: string, given: readonly Value[]): string => (ignoresCase(given) ? text.toLowerCase() : text);
const trimSet = (given: readonly Value[]): string =>
  given
    .flatMap((item) => (Array.isArray(item) ? item : [item]))
    .map(toText)
    .join('');

function trim(text: string, given: readonly Value[], start: boolean, end: boolean): string {
  const set = trimSet(given);
  const isTrimmed = (character: string): boolean => (set === '' ? /\s/.test(character) : set.includes(character));
  let from = 0;
  let to = text.length;
  while (start && from < to && isTrimmed(text.charAt(from))) from += 1;
  while (end && to > from && isTrimmed(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function bounded(method: string, text: string, given: readonly Value[]): [number, number] {
  const start = toNumber(given[0] ?? null);
  const length = given.length > 1 ? toNumber(given[1] ?? null) : text.length - start;
  if (start < 0 || length < 0 || start + length > text.length) {
    const reason =
      start < 0
        ? 'StartIndex cannot be less than zero.'
        : start > text.length
          ? 'startIndex cannot be larger than length of string.'
          : 'Index and length must refer to a location within the string.';
    throw new OperationError({
      id: 'ArgumentOutOfRangeException',
      category: 'NotSpecified',
      message: `Exception calling "${method}" with "${given.length}" argument(s): "${reason}"`,
      exception: 'System.Management.Automation.MethodInvocationException',
    });
  }
  return [start, length];
}

const guidForm = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A GUID, which is a text here, in one of .NET's forms: N, D, B or P. */
function guidText(guid: string, format: string): string {
  switch (format.toUpperCase()) {
    case 'N':
      return guid.replaceAll('-', '');
    case 'B':
      return `{${guid}}`;
    case 'P':
      return `(${guid})`;
    default:
      return guid;
  }
}

/** The methods of texts, by name in lower case. */
export const stringMethods: Readonly<Record<string, StringMethod>> = {
  ToLower: (text) => text.toLowerCase(),
  ToLowerInvariant: (text) => text.toLowerCase(),
  ToUpper: (text) => text.toUpperCase(),
  ToUpperInvariant: (text) => text.toUpperCase(),
  Trim: (text, given) => trim(text, given, true, true),
  TrimStart: (text, given) => trim(text, given, true, false),
  TrimEnd: (text, given) => trim(text, given, false, true),
  StartsWith: (text, given) => folded(text, given).startsWith(folded(first(given), given)),
  EndsWith: (text, given) => folded(text, given).endsWith(folded(first(given), given)),
  Contains: (text, given) => folded(text, given).includes(folded(first(given), given)),
  IndexOf: (text, given) => text.indexOf(first(given), typeof given[1] === 'number' ? given[1] : 0),
  LastIndexOf: (text, given) => text.lastIndexOf(first(given)),
  Replace: (text, given) => text.replaceAll(first(given), () => toText(given[1] ?? null)),
  Split: splitText,
  Substring: (text, given) => {
    const [start, length] = bounded('Substring', text, given);
    return text.slice(start, start + length);
  },
  Remove: (text, given) => {
    const [start, length] = bounded('Remove', text, given);
    return text.slice(0, start) + text.slice(start + length);
  },
  Insert: (text, given) => {
    const [start] = bounded('Insert', text, given.slice(0, 1));
    return text.slice(0, start) + toText(given[1] ?? null) + text.slice(start);
  },
  PadLeft: (text, given) =>
    padded(text, toNumber(given[0] ?? null), 'start', given.length > 1 ? toText(given[1] ?? null) : ' '),
  PadRight: (text, given) =>
    padded(text, toNumber(given[0] ?? null), 'end', given.length > 1 ? toText(given[1] ?? null) : ' '),
  ToCharArray: (text) => [...text],
  Equals: (text, given) => folded(text, given) === folded(first(given), given),
  CompareTo: (text, given) => Math.sign(text.localeCompare(first(given), 'en')),
  Normalize: (text) => text.normalize(),
  ToString: (text, given) => (guidForm.test(text) ? guidText(text, first(given)) : text),
};
