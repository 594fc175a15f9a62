import { sortOrder } from './compare.ts';
import { Hashtable } from './hashtable.ts';
import { operationError } from './shell-error.ts';
import { SortedTable } from './sorted-table.ts';
import type { Value } from './values.ts';

/** What `::new(…)` and New-Object make of what they were given: the entries of another table, or nothing. */
export function newSortedTable(given: readonly Value[]): SortedTable {
  const table = new SortedTable(sortOrder);
  const [from] = given;
  if (from instanceof Hashtable) for (const [key, value] of from.entries()) table.set(key, value);
  return table;
}

/** @throws OperationError when there is no entry of that number. */
function entryAt(table: SortedTable, given: readonly Value[]): [Value, Value] {
  const found = table.entries()[Number(given[0] ?? Number.NaN)];
  if (found !== undefined) return found;
  throw operationError(
    'ArgumentOutOfRangeException',
    `Index was out of range. It must be at least 0 and less than the number of entries, which is ${table.size}.`,
    'NotSpecified',
  );
}

/** What a SortedList has beside the methods of every table. */
export const sortedTableMethods: Readonly<Record<string, (table: SortedTable, given: readonly Value[]) => Value>> = {
  GetKey: (table, given) => entryAt(table, given)[0],
  GetByIndex: (table, given) => entryAt(table, given)[1],
  IndexOfKey: (table, given) => table.entries().findIndex(([key]) => sortOrder(key, given[0] ?? null) === 0),
  IndexOfValue: (table, given) => table.entries().findIndex(([, value]) => sortOrder(value, given[0] ?? null) === 0),
  RemoveAt: (table, given) => {
    table.remove(entryAt(table, given)[0]);
    return null;
  },
};
