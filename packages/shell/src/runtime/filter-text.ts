import { Hashtable } from './hashtable.ts';
import { propertyOf } from './properties.ts';
import type { Scope } from './scope.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';

const reserved = new Set(['true', 'false', 'null', '_']);
const pieces = /'(?:[^']|'')*'|"(?:[^"`]|`.)*"|\$(\w+)((?:\.\w+)*)/g;

/**
 * An OPATH filter's text with the script's variables put in as values: `{Alias -eq $name}` becomes `Alias -eq 'bob'`.
 * Single-quoted texts stay as they are; `$true`, `$false`, `$null` and unknown variables are the server's to read.
 */
export function filterText(text: string, scope: Scope): string {
  return text.replaceAll(pieces, (whole, name: string | undefined, path: string | undefined) => {
    if (whole.startsWith("'")) return whole;
    if (whole.startsWith('"')) {
      return whole.replaceAll(/(?<!`)\$(\w+)/g, (variable, inner: string) => {
        const value = reserved.has(inner.toLowerCase()) ? undefined : scope.get(inner);
        return value === undefined ? variable : toText(value);
      });
    }
    if (name === undefined || reserved.has(name.toLowerCase())) return whole;
    let value: Value | undefined = scope.get(name);
    for (const part of (path ?? '').split('.').slice(1))
      value = value === undefined ? undefined : propertyOf(value, part);
    return value === undefined ? whole : literal(value, whole);
  });
}

function literal(value: Value, written: string): string {
  if (value === null) return '$null';
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return toText(value);
  if (Array.isArray(value) || value instanceof Hashtable || value instanceof ScriptBlock) return written;
  const text = value instanceof ShellObject ? toText(value.get('DistinguishedName') ?? value) : toText(value);
  return `'${text.replaceAll("'", "''")}'`;
}
