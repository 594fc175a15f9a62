import type { Scope, SqlReader, SqlRow } from './sql-engine.ts';

/** The system's tables, which several nodes may share while each holds parts of them in memory. */
export interface SystemScope extends Scope {
  /** Other nodes may change the tables too. */
  readonly isShared: boolean;
  /**
   * Runs `load` now, and again when another node has changed one of `tables`: within a second, and always before a write
   * of this node, inside its transaction, so that what a write is checked against is what the database says. `load`
   * reads what it needs first and then changes what is in memory in one go. After an outage everything is read again: the
   * database that answers then may be another one, behind what this node has seen.
   */
  keep(tables: readonly string[], load: (reader: SqlReader) => Promise<void>): Promise<void>;
  /** `keep` for a table that may be long: after the first time only what other nodes have changed is read. */
  keepRows<R extends object = SqlRow>(rows: KeptRows<R>): Promise<void>;
  /** When it resolves, memory is no older than this call. */
  refresh(): Promise<void>;
}

export interface KeptRows<R> {
  readonly table: string;
  /** The column that names a row. */
  readonly key: string;
  readonly columns: readonly string[];
  /** The keys of what is in memory, this node's own writes among it. */
  known(): Iterable<string>;
  /** Rows that are new or changed, and those of `known` that are gone. */
  apply(changed: readonly R[], gone: readonly string[]): void;
}

/** Where one process owns the tables, nobody else changes them. */
export function ownedByOneProcess(scope: Scope): SystemScope {
  return {
    isShared: false,
    read: (work) => scope.read(work),
    write: (work) => scope.write(work),
    writeAhead: (work) => scope.writeAhead(work),
    keep: (_tables, load) => scope.read(load),
    async keepRows<R extends object>({ table, key, columns, apply }: KeptRows<R>) {
      const wanted = [...new Set([key, ...columns])].join(', ');
      apply(await scope.read((reader) => reader.all<R>(`SELECT ${wanted} FROM ${table}`)), []);
    },
    refresh: async () => undefined,
  };
}
