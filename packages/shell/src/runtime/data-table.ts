import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { TypeReference, type Value } from './values.ts';

export const columnType = 'System.Data.DataColumn';

/** Makes a value one of a type. @throws OperationError */
export type Convert = (type: string, value: Value) => Value;

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

  readonly #convert: Convert;

  constructor(name: string, convert: Convert) {
    super();
    this.name = name;
    this.#convert = convert;
  }

  /** `map` and `filter` give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  newRow(values: readonly Value[] = []): DataRow {
    if (values.length > this.columns.length)
      throw operationError('ArgumentException', 'Input array is longer than the number of columns in this table.');
    const row = new DataRow(this.columns, this.#convert);
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
  readonly #convert: Convert;
  constructor(columns: DataColumns, convert: Convert) {
    super('System.Data.DataRow');
    this.#convert = convert;
    for (const column of columns as Iterable<ShellObject>) {
      const type = column.get('DataType');
      this.#types.set(nameOf(column).toLowerCase(), type instanceof TypeReference ? type.name : 'System.Object');
      super.set(nameOf(column), column.get('DefaultValue') ?? null);
    }
  }

  override set(name: string, value: Value): void {
    const type = this.#types.get(name.toLowerCase());
    if (type === undefined)
      throw operationError('ArgumentException', `Column '${name}' does not belong to table.`, 'InvalidArgument', name);
    super.set(name, value === null ? null : this.#convert(type, value));
  }
}
