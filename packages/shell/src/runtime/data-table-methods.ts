import { columnType, type DataColumns, DataRow, type DataTable, newColumn } from './data-table.ts';
import { rowFilter } from './data-table-filter.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** The methods of a table, and of its rows, which are the table itself. */
export const dataTableMethods: Readonly<Record<string, (table: DataTable, given: readonly Value[]) => Value>> = {
  NewRow: (table) => table.newRow(),
  Add: (table, given) => {
    const [first] = given;
    if (first instanceof DataRow && given.length === 1) {
      table.push(first);
      return null;
    }
    const row = table.newRow(Array.isArray(first) && given.length === 1 ? first : given);
    table.push(row);
    return row;
  },
  ImportRow: (table, given) => {
    const row = table.newRow();
    if (given[0] instanceof ShellObject)
      for (const [name, value] of given[0].entries()) if (row.has(name)) row.set(name, value);
    table.push(row);
    return null;
  },
  Select: (table, given) => {
    const holds = rowFilter(toText(given[0] ?? null));
    return table.filter((row) => holds(row as ShellObject));
  },
  AcceptChanges: () => null,
  Dispose: () => null,
};

/** The methods of `$table.Columns`. */
export const dataColumnsMethods: Readonly<Record<string, (columns: DataColumns, given: readonly Value[]) => Value>> = {
  Add: (columns, given) => {
    const [first] = given;
    if (first instanceof ShellObject && first.typeName === columnType) {
      columns.add(first);
      return null;
    }
    const column = newColumn(given);
    columns.add(column);
    return column;
  },
  AddRange: (columns, given) => {
    for (const column of given.flat()) columns.add(column instanceof ShellObject ? column : newColumn([column]));
    return null;
  },
  Contains: (columns, given) => columns.named(toText(given[0] ?? null)) !== undefined,
};
