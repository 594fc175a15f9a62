import { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../../storage/migrations.ts';
import type { SqlDifferences, SqlReader, SqlRow, SqlValue, SqlWriter } from '../../storage/sql-engine.ts';
import { ownedByOneProcess, type SystemScope } from '../../storage/system-scope.ts';

const differences: SqlDifferences = {
  name: 'sqlite',
  types: { autoKey: 'INTEGER PRIMARY KEY', bytes: 'BLOB', bigint: 'INTEGER', name: 'TEXT' },
  clustered: 'WITHOUT ROWID',
  sharedAccountTables: false,
  numberList: '(SELECT value FROM json_each(?))',
};

/** A scope over real SQLite in memory, for tests of rooms that sit on the system scope. Nothing of it is durable. */
export function memoryScope(...migrations: readonly (readonly Migration[])[]): SystemScope {
  const database = new DatabaseSync(':memory:');
  for (const { statements } of migrations.flat())
    for (const statement of statements(differences)) database.exec(statement);
  const reader: SqlReader = {
    account: 1,
    hasTable: async (name) => database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined,
    all: async <R extends object = SqlRow>(sql: string, ...parameters: SqlValue[]) =>
      database.prepare(sql).all(...parameters) as R[],
    get: async <R extends object = SqlRow>(sql: string, ...parameters: SqlValue[]) =>
      database.prepare(sql).get(...parameters) as R | undefined,
  };
  let last: Promise<unknown> = Promise.resolve();
  const writing = async <T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> => {
    const hooks: (() => void)[] = [];
    const run = (sql: string, parameters: readonly SqlValue[]): number =>
      Number(database.prepare(sql).run(...parameters).changes);
    database.exec('BEGIN');
    try {
      const result = await work({
        ...reader,
        states: null,
        run: async (sql, ...parameters) => ({ changes: run(sql, parameters) }),
        runMany: async (sql, rows) => ({ changes: rows.reduce((sum, row) => sum + run(sql, row), 0) }),
        flushAhead: () => {},
        onCommit: (hook) => void hooks.push(hook),
      });
      database.exec('COMMIT');
      for (const hook of hooks) hook();
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
  const write = <T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> => {
    const turn = last.then(() => writing(work));
    last = turn.catch(() => undefined);
    return turn;
  };
  return ownedByOneProcess({
    read: (work) => work(reader),
    write,
    writeAhead: async (work) => ({ result: await write(work), durable: Promise.resolve() }),
  });
}
