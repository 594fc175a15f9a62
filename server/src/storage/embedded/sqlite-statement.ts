import type { SqlValue } from '../sql-engine.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite.ts';

type Row = Record<string, unknown>;

/**
 * A prepared statement whose rows are made here. SQLite's binding makes an object by looking up the name of each column, in V8's slow form of
 * objects: a row of a dozen columns took 6.3 µs so, and 2.8 from an array of its values (docs/decisions/0224).
 */
export class PreparedStatement {
  readonly #statement: SqliteStatement;
  #names: readonly string[];

  constructor(database: SqliteDatabase, sql: string) {
    this.#statement = database.prepare(sql);
    this.#names = namesOf(this.#statement);
    this.#statement.setReturnArrays(true);
  }

  all(parameters: readonly SqlValue[]): Row[] {
    const found = this.#statement.all(...parameters) as unknown as unknown[][];
    const rows: Row[] = [];
    for (const values of found) rows.push(this.#row(values));
    return rows;
  }

  get(parameters: readonly SqlValue[]): Row | undefined {
    const values = this.#statement.get(...parameters) as unknown as unknown[] | undefined;
    return values === undefined ? undefined : this.#row(values);
  }

  /** Rows that were inserted, changed or deleted. */
  run(parameters: readonly SqlValue[]): number {
    return Number(this.#statement.run(...parameters).changes);
  }

  #row(values: readonly unknown[]): Row {
    // A table may have got a column since (`SELECT *`).
    if (values.length !== this.#names.length) this.#names = namesOf(this.#statement);
    const names = this.#names;
    const row: Row = {};
    for (let column = 0; column < names.length; column += 1) row[names[column] as string] = values[column];
    return row;
  }
}

function namesOf(statement: SqliteStatement): string[] {
  return statement.columns().map(({ name }) => name);
}
