import { areEqual, sortOrder } from './compare.ts';
import { toNumber } from './convert-number.ts';
import { Grid } from './grid.ts';
import { Hashtable } from './hashtable.ts';
import { writeReference } from './reference.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

function lengthOf(list: readonly Value[], given: readonly Value[]): number {
  const dimension = toNumber(given[0] ?? null);
  return (list instanceof Grid ? list.lengths[dimension] : list.length) ?? 0;
}

/** The methods of lists; adding and removing change the list itself, as with ArrayList. */
export const listMethods: Readonly<Record<string, (list: Value[], given: readonly Value[]) => Value>> = {
  Add: (list, given) => {
    list.push(given[0] ?? null);
    return null;
  },
  AddRange: (list, given) => {
    list.push(...(Array.isArray(given[0]) ? given[0] : given));
    return null;
  },
  Insert: (list, given) => {
    list.splice(toNumber(given[0] ?? null), 0, given[1] ?? null);
    return null;
  },
  Remove: (list, given) => {
    const at = list.findIndex((item) => areEqual(item, given[0] ?? null, true));
    if (at !== -1) list.splice(at, 1);
    return null;
  },
  RemoveAt: (list, given) => {
    list.splice(toNumber(given[0] ?? null), 1);
    return null;
  },
  Clear: (list) => {
    list.length = 0;
    return null;
  },
  Contains: (list, given) => list.some((item) => areEqual(item, given[0] ?? null, true)),
  IndexOf: (list, given) => list.findIndex((item) => areEqual(item, given[0] ?? null, true)),
  ToArray: (list) => [...list],
  LastIndexOf: (list, given) => list.findLastIndex((item) => areEqual(item, given[0] ?? null, true)),
  GetRange: (list, given) => {
    const from = toNumber(given[0] ?? null);
    return list.slice(from, from + toNumber(given[1] ?? null));
  },
  RemoveRange: (list, given) => {
    list.splice(toNumber(given[0] ?? null), toNumber(given[1] ?? null));
    return null;
  },
  Sort: (list) => {
    list.sort((left, right) => sortOrder(left, right));
    return null;
  },
  ToStringArray: (list) => list.map((item) => toText(item)),
  Reverse: (list) => {
    list.reverse();
    return null;
  },
  GetValue: (list, given) =>
    (list instanceof Grid ? list[list.placeOf(given)] : list[toNumber(given[0] ?? null)]) ?? null,
  SetValue: (list, given) => {
    list[list instanceof Grid ? list.placeOf(given.slice(1)) : toNumber(given[1] ?? null)] = given[0] ?? null;
    return null;
  },
  GetLength: (list, given) => lengthOf(list, given),
  GetUpperBound: (list, given) => lengthOf(list, given) - 1,
  GetLowerBound: () => 0,
};

/** The methods of hashtables. */
export const tableMethods: Readonly<Record<string, (table: Hashtable, given: readonly Value[]) => Value>> = {
  Add: (table, given) => {
    table.set(given[0] ?? null, given[1] ?? null);
    return null;
  },
  Remove: (table, given) => {
    table.remove(given[0] ?? null);
    return null;
  },
  Contains: (table, given) => table.has(given[0] ?? null),
  ContainsKey: (table, given) => table.has(given[0] ?? null),
  TryGetValue: (table, given) => {
    const key = given[0] ?? null;
    writeReference(given[1], table.get(key));
    return table.has(key);
  },
  ContainsValue: (table, given) => table.entries().some(([, held]) => areEqual(held, given[0] ?? null)),
  Clear: (table) => {
    table.clear();
    return null;
  },
  Clone: (table) => {
    const copy = new Hashtable();
    for (const [key, held] of table.entries()) copy.set(key, held);
    return copy;
  },
  GetEnumerator: (table) =>
    table.entries().map(([key, held]) => {
      const entry = new ShellObject('System.Collections.DictionaryEntry', ['Name', 'Value']);
      for (const name of ['Name', 'Key']) entry.set(name, key);
      entry.set('Value', held);
      return entry;
    }),
};
