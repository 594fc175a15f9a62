import { castTo } from './cast.ts';
import { rowFilter } from './data-table-filter.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { TypeReference, type Value } from './values.ts';

const columnType = 'System.Data.DataColumn';

/** A column: its name, and the type that its values are made to be. */
export function newColumn(given: readonly Value[]): ShellObject {
  const type = given[1] instanceof TypeReference ? given[1].name : toText(given[1] ?? 'System.String');
  return ShellObject.custom(
    { ColumnName: toText(given[0] ?? null), DataType: new TypeReference(type), DefaultValue: null },
    columnType,
  );
}

const nameOf = (column: ShellObject): string => toText(column.get('ColumnName') ?? null);

/** `[System.Data.DataTable]`, in which reports gather their lines. It is the list of its rows: `$table.Rows` is the table itself. */
export class DataTable extends Array<Value> {
  name: string;
  readonly columns: DataColumns = new DataColumns();

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** `map` and `filter` give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  newRow(values: readonly Value[] = []): DataRow {
    if (values.length > this.columns.length)
      throw operationError('ArgumentException', 'Input array is longer than the number of columns in this table.');
    const row = new DataRow(this.columns);
    for (const [index, column] of this.columns.entries()) {
      const value = values[index];
      if (value !== undefined) row.set(nameOf(column as ShellObject), value);
    }
    return row;
  }
}

export class DataColumns extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  named(name: string): ShellObject | undefined {
    const wanted = name.toLowerCase();
    return this.find((column) => nameOf(column as ShellObject).toLowerCase() === wanted) as ShellObject | undefined;
  }

  add(column: ShellObject): void {
    if (this.named(nameOf(column)) !== undefined)
      throw operationError(
        'DuplicateNameException',
        `A column named '${nameOf(column)}' already belongs to this DataTable.`,
        'InvalidOperation',
      );
    this.push(column);
  }
}

/** A row has the columns that its table had when it was made, and the values of their types. */
export class DataRow extends ShellObject {
  readonly #types = new Map<string, string>();
  constructor(columns: DataColumns) {
    super('System.Data.DataRow');
    for (const column of columns as Iterable<ShellObject>) {
      const type = column.get('DataType');
      this.#types.set(nameOf(column).toLowerCase(), type instanceof TypeReference ? type.name : 'System.Object');
      super.set(nameOf(column), column.get('DefaultValue') ?? null);
    }
  }

  override set(name: string, value: Value): void {
    const type = this.#types?.get(name.toLowerCase());
    if (type === undefined)
      throw operationError('ArgumentException', `Column '${name}' does not belong to table.`, 'InvalidArgument', name);
    super.set(name, value === null ? null : castTo(type, value));
  }
}

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
