import type { Scanner } from './scanner.ts';

const typeNameForm = /\[\s*([A-Za-z_][\w.+`]*(?:\s*\[[\w.,[\]\s]*\])?)\s*\]/y;

/** Reads `[Name]`, `[Name[]]`, `[List[string]]` and gives the name; `null` (nothing taken) when none stands here. */
export function parseTypeName(scanner: Scanner): string | null {
  typeNameForm.lastIndex = scanner.offset;
  const match = typeNameForm.exec(scanner.source);
  if (match?.[1] === undefined) return null;
  scanner.offset = typeNameForm.lastIndex;
  return match[1].replaceAll(/\s/g, '');
}
