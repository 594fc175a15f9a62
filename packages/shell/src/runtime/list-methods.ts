import { areEqual } from './compare.ts';
import { toNumber } from './convert-number.ts';
import { Hashtable } from './hashtable.ts';
import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

/** The methods of lists; adding and removing change the list itself, as with ArrayList. */
export const listMethods: Readonly<Record<string, (list: Value[], given: readonly Value[]) => Value>> = {
  add: (list, given) => list.push(given[0] ?? null) - 1,
  addrange: (list, given) => {
    list.push(...(Array.isArray(given[0]) ? given[0] : given));
    return null;
  },
  insert: (list, given) => {
    list.splice(toNumber(given[0] ?? null), 0, given[1] ?? null);
    return null;
  },
  remove: (list, given) => {
    const at = list.findIndex((item) => areEqual(item, given[0] ?? null, true));
    if (at !== -1) list.splice(at, 1);
    return null;
  },
  removeat: (list, given) => {
    list.splice(toNumber(given[0] ?? null), 1);
    return null;
  },
  clear: (list) => {
    list.length = 0;
    return null;
  },
  contains: (list, given) => list.some((item) => areEqual(item, given[0] ?? null, true)),
  indexof: (list, given) => list.findIndex((item) => areEqual(item, given[0] ?? null, true)),
  toarray: (list) => [...list],
  reverse: (list) => {
    list.reverse();
    return null;
  },
  getvalue: (list, given) => list[toNumber(given[0] ?? null)] ?? null,
};

/** The methods of hashtables. */
export const tableMethods: Readonly<Record<string, (table: Hashtable, given: readonly Value[]) => Value>> = {
  add: (table, given) => {
    table.set(given[0] ?? null, given[1] ?? null);
    return null;
  },
  remove: (table, given) => {
    table.remove(given[0] ?? null);
    return null;
  },
  contains: (table, given) => table.has(given[0] ?? null),
  containskey: (table, given) => table.has(given[0] ?? null),
  containsvalue: (table, given) => table.entries().some(([, held]) => areEqual(held, given[0] ?? null)),
  clear: (table) => {
    table.clear();
    return null;
  },
  clone: (table) => {
    const copy = new Hashtable();
    for (const [key, held] of table.entries()) copy.set(key, held);
    return copy;
  },
  getenumerator: (table) =>
    table
      .entries()
      .map(([key, held]) =>
        ShellObject.custom({ Name: key, Key: key, Value: held }, 'System.Collections.DictionaryEntry'),
      ),
};
