import type { CommandScanner } from '../command-scanner.ts';
import { skipNil } from '../grammar/atom.ts';
import { readNstring, readString } from '../grammar/string.ts';
import { readList } from '../grammar/list.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 2971. Field names in lower case; a field given as NIL is left out. */
export interface IdRequest {
  readonly name: 'ID';
  readonly fields: ReadonlyMap<string, string>;
}

export function parseId(scanner: CommandScanner): IdRequest {
  scanner.expect(' ', 'before the list of fields');
  const fields = new Map<string, string>();
  if (skipNil(scanner)) return { name: 'ID', fields };
  const pairs = readList(scanner, 'the fields', (s) => {
    const field = readString(s, 'a field name');
    s.expect(' ', 'between field and value');
    return [field.toLowerCase(), readNstring(s, 'a value or NIL')] as const;
  });
  // RFC 2971 §3.3: at most 30 pairs.
  if (pairs.length > 30) throw argumentError(`${pairs.length} ID fields, at most 30 are allowed`);
  for (const [field, value] of pairs) if (value !== undefined) fields.set(field, value);
  return { name: 'ID', fields };
}
