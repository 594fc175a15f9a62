import { isDeepStrictEqual } from 'node:util';
import { invalidProperties, SetRefusal } from './method-error.ts';

export type Patch = Readonly<Record<string, unknown>>;

/**
 * RFC 8620 §5.3: no patch of an object lies within another, and a path names at most what is in a property of the object.
 * Whether the property is one that has something in it is the caller's to know.
 * @throws SetRefusal 'invalidPatch'
 */
export function checkPatch(patch: Patch): void {
  for (const path of Object.keys(patch)) {
    const [property = '', ...within] = path.split('/');
    if (within.length > 1) throw invalidPatch(`${path} reaches into what is not there.`);
    if (within.length > 0 && property in patch) throw invalidPatch(`${path} lies within ${property}.`);
  }
}

function invalidPatch(description: string): SetRefusal {
  return new SetRefusal({ type: 'invalidPatch', description });
}

/**
 * A patch without the properties that only the server sets. A whole object may be sent back (RFC 8620 §5.3), so those that
 * have the value of now are no change. @throws SetRefusal 'invalidProperties' that names all that have another.
 */
export function withoutServerSet(patch: Patch, isServerSet: (name: string) => boolean, now: Patch): Patch {
  const own: Record<string, unknown> = {};
  const others: string[] = [];
  for (const [path, value] of Object.entries(patch)) {
    if (!isServerSet(path.split('/')[0] ?? '')) own[path] = value;
    else if (!isDeepStrictEqual(value, now[path])) others.push(path);
  }
  if (others.length > 0) throw invalidProperties(others, `Only the server sets ${others.join(', ')}.`);
  return own;
}
