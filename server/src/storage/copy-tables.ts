import type { Scope, SqlEngine, SqlRow, SqlValue } from './sql-engine.ts';

/** A table as both engines have it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
  readonly hasBytes: boolean;
}

/** Rows that are read and written at once: pieces of contents have up to 256 KB. */
const rowsAtOnce = { withBytes: 64, others: 1000 } as const;

/** The tables of a scope of the embedded store, in the order in which they were made: whoever refers comes after. */
export async function tablesOf(embedded: Scope): Promise<readonly TableShape[]> {
  return await embedded.read(async (reader) => {
    const tables = await reader.all<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
       AND name <> 'schema_versions' ORDER BY rowid`,
    );
    const shapes: TableShape[] = [];
    for (const { name } of tables) {
      const columns = await reader.all<{ name: string; type: string; pk: number }>(
        'SELECT name, type, pk FROM pragma_table_info(?)',
        name,
      );
      const key = columns.filter(({ pk }) => pk > 0).toSorted((one, other) => one.pk - other.pk);
      shapes.push({
        name,
        columns: columns.map((column) => column.name),
        key: key.map((column) => column.name),
        hasBytes: columns.some(({ type }) => type === 'BLOB'),
      });
    }
    return shapes;
  });
}

/**
 * Copies all rows of a table into the same one, empty, of another engine, some at a time; of a table of accounts, those of the
 * scope's account. Nobody else may write in either. Gives how many.
 * @throws Error when the target has another number of rows afterwards, or with the reason of `signal` between two of some rows.
 */
export async function copyTable(
  from: Scope,
  to: Scope,
  table: TableShape,
  options: { readonly isOfAccount: boolean; readonly signal: AbortSignal },
): Promise<number> {
  const { isOfAccount, signal } = options;
  const { name, columns, key } = table;
  const most = table.hasBytes ? rowsAtOnce.withBytes : rowsAtOnce.others;
  const insert = `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  const ofAccount = isOfAccount ? 'WHERE account = ?' : '';
  let last: SqlRow | null = null;
  let count = 0;
  for (;;) {
    signal.throwIfAborted();
    const after: SqlRow | null = last;
    const rows: SqlRow[] = await from.read(async (reader) => {
      const parameters: SqlValue[] = isOfAccount ? [reader.account] : [];
      if (after !== null) parameters.push(...key.map((column) => after[column] ?? null));
      const beyond = after === null ? '' : `(${key.join(', ')}) > (${key.map(() => '?').join(', ')})`;
      const where = [ofAccount, beyond].filter((part) => part !== '').join(isOfAccount ? ' AND ' : ' ');
      return await reader.all(
        `SELECT ${columns.join(', ')} FROM ${name} ${isOfAccount || beyond === '' ? where : `WHERE ${where}`}
         ORDER BY ${key.join(', ')} LIMIT ${most}`,
        ...parameters,
      );
    });
    if (rows.length > 0) {
      await to.write(async (writer) => {
        const valueOf = (row: SqlRow, column: string): SqlValue =>
          isOfAccount && column === 'account' ? writer.account : (row[column] ?? null);
        await writer.runMany(
          insert,
          rows.map((row) => columns.map((column) => valueOf(row, column))),
        );
      });
    }
    count += rows.length;
    last = rows.at(-1) ?? null;
    if (rows.length < most) break;
  }
  const there = await to.read(
    async (reader) =>
      await reader.get<{ count: number }>(
        `SELECT COUNT(*) AS count FROM ${name} ${ofAccount}`,
        ...(isOfAccount ? [reader.account] : []),
      ),
  );
  if (there?.count !== count)
    throw new Error(`of the table ${name}, ${count} rows were copied and ${there?.count ?? 0} are there`);
  return count;
}

/** Keys that PostgreSQL assigns go on after those that were copied; SQLite does so by itself. */
export async function continueKeys({ system, differences }: SqlEngine, tables: readonly TableShape[]): Promise<void> {
  if (differences.name !== 'postgres') return;
  await system.write(async (writer) => {
    for (const { name, key } of tables) {
      const [column] = key;
      if (column === undefined || key.length > 1) continue;
      const found = await writer.get<{ sequence: string | null }>(
        'SELECT pg_get_serial_sequence(?, ?) AS sequence',
        name,
        column,
      );
      if (typeof found?.sequence !== 'string') continue;
      await writer.get(`SELECT setval(?, COALESCE(MAX(${column}), 0) + 1, false) FROM ${name}`, found.sequence);
    }
  });
}
