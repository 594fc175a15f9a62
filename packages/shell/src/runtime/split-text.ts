import { toText } from './to-text.ts';
import type { Value } from './values.ts';

const isOption = (value: Value): boolean => /^(?:None|RemoveEmptyEntries)$/i.test(toText(value));

/**
 * `.Split( )` as PowerShell 5.1 binds it: each character of a text separates; a list with a longer text holds separators
 * (`[string[]]'--'`). Behind them a count, `RemoveEmptyEntries`, or both; nothing separates at white space.
 */
export function splitText(text: string, given: readonly Value[]): Value {
  const options = given.filter((item, index) => index > 0 && (typeof item === 'number' || isOption(item)));
  const separators = given.filter((item, index) => index === 0 || !options.includes(item));
  const [count] = options.filter((item) => typeof item === 'number');
  const removesEmpty = options.some((item, index) =>
    typeof item === 'number' ? item === 1 && index > 0 : /^RemoveEmpty/i.test(toText(item)),
  );
  return pieces(text, marksOf(separators), count ?? Infinity, removesEmpty);
}

/** Separators of one character, or of several when they stand in a list. */
function marksOf(separators: readonly Value[]): readonly string[] | null {
  const marks = separators.flatMap((item) => (Array.isArray(item) ? item.map(toText) : [...toText(item)]));
  const found = marks.filter((mark) => mark !== '');
  return found.length === 0 ? null : found;
}

function pieces(text: string, marks: readonly string[] | null, count: number, removesEmpty: boolean): string[] {
  if (count <= 0) return [];
  const found: string[] = [];
  let from = 0;
  let at = 0;
  while (at < text.length && found.length + 1 < count) {
    const length = marks === null ? Number(/^\s/.test(text.charAt(at))) : markLength(text, at, marks);
    if (length === 0) at += 1;
    else {
      if (!removesEmpty || at > from) found.push(text.slice(from, at));
      at += length;
      from = at;
    }
  }
  // What is left behind the last counted piece begins with no separator when empty pieces are removed.
  for (let length = 1; removesEmpty && length > 0 && from < text.length; from += length)
    length = marks === null ? Number(/^\s/.test(text.charAt(from))) : markLength(text, from, marks);
  if (!removesEmpty || from < text.length) found.push(text.slice(from));
  return found;
}

function markLength(text: string, at: number, marks: readonly string[]): number {
  return marks.find((mark) => text.startsWith(mark, at))?.length ?? 0;
}
