import { randomUUID } from 'node:crypto';
import type { SqlReader, SqlValue, SqlWriter, WrittenAhead } from '../sql-engine.ts';
import type { KeptRows, SystemScope } from '../system-scope.ts';
import type { PostgresScope } from './postgres-scope.ts';

/** On which nodes tell each other that a table which they keep in memory has changed; the payload is who changed it. */
export const keptChannel = 'relais_kept';

/** How often a table has been changed; in the transaction that changes it, so a node that compares misses nothing. */
const revisionTable = 'kept_revision';
export const keptRevisionStatements: readonly string[] = [
  `CREATE TABLE ${revisionTable} (table_name TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL)`,
];

interface Room {
  readonly tables: readonly string[];
  /** `anew`: what was read before counts for nothing. */
  readonly load: (reader: SqlReader, anew: boolean) => Promise<void>;
  /** Sum of the revisions of its tables, which only grow; null: to be read anew. */
  revision: number | null;
}

/**
 * The system's tables on a database that several nodes share (docs/decisions/0033). Whoever writes counts up the
 * revision of every kept table that it touched; whoever is about to write, or hears that somebody has, compares and
 * reads again what is newer than its memory.
 */
export class PostgresSystemScope implements SystemScope {
  readonly isShared = true;
  /** Whose changes these are: a node knows its own. */
  readonly node = randomUUID();
  private readonly scope: PostgresScope;
  private readonly rooms: Room[] = [];
  private refreshing: Promise<void> | null = null;
  private isStale = false;
  /** When last looked: a standby, or a database that somebody has set so. */
  acceptsWrites = true;

  constructor(scope: PostgresScope) {
    this.scope = scope;
  }

  read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    return this.scope.read(work);
  }

  write<T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> {
    if (this.rooms.length === 0) return this.scope.write(work);
    return this.scope.write(async (writer) => {
      await this.catchUp(writer);
      const touched = new Set<string>();
      const result = await work(noting(writer, touched));
      await this.announce(writer, touched);
      return result;
    });
  }

  async writeAhead<T>(work: (writer: SqlWriter) => Promise<T>): Promise<WrittenAhead<T>> {
    return { result: await this.write(work), durable: Promise.resolve() };
  }

  async keep(tables: readonly string[], load: Room['load']): Promise<void> {
    await this.scope.readInTurn(async (reader) => {
      const room: Room = { tables, load, revision: sumOf(await revisions(reader), tables) };
      await load(reader, true);
      this.rooms.push(room);
    });
  }

  keepRows<R extends object>({ table, key, columns, known, apply }: KeptRows<R>): Promise<void> {
    const wanted = [...new Set([key, ...columns])].join(', ');
    let versions = new Map<string, string>();
    return this.keep([table], async (reader, anew) => {
      if (anew) versions = new Map();
      // xmin: the transaction that wrote the row as it is; another one after every change of it.
      const now = await reader.all<{ key: string; version: string }>(
        `SELECT ${key} AS key, xmin::text AS version FROM ${table}`,
      );
      const changed = now.filter((row) => versions.get(row.key) !== row.version).map((row) => row.key);
      const rows =
        changed.length === now.length
          ? await reader.all<R>(`SELECT ${wanted} FROM ${table}`)
          : await reader.all<R>(
              `SELECT ${wanted} FROM ${table} WHERE ${key} IN (SELECT json_array_elements_text(?::json))`,
              JSON.stringify(changed),
            );
      const next = new Map(now.map((row) => [row.key, row.version]));
      // Not what was read here before: this node may have written rows since, which another has deleted.
      const gone = [...known()].filter((one) => !next.has(one));
      versions = next;
      apply(rows, gone);
    });
  }

  /** The next look and the next write read everything again. */
  distrustMemory(): void {
    for (const room of this.rooms) room.revision = null;
  }

  async refresh(): Promise<void> {
    this.isStale = true;
    // Many who ask while one look is under way share the next one.
    while (this.isStale) {
      this.refreshing ??= this.lookOnce().finally(() => (this.refreshing = null));
      await this.refreshing;
    }
  }

  private lookOnce(): Promise<void> {
    // No write of this node is under way meanwhile: its hooks would be overtaken by what was read before it.
    return this.scope.readInTurn(async (reader) => {
      this.isStale = false;
      await this.catchUp(reader);
      const row = await reader.get<{ refuses: boolean }>(
        "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS refuses",
      );
      this.acceptsWrites = row?.refuses !== true;
    });
  }

  private async catchUp(reader: SqlReader): Promise<void> {
    const now = await revisions(reader);
    for (const room of this.rooms) {
      const revision = sumOf(now, room.tables);
      if (revision === room.revision) continue;
      await room.load(reader, room.revision === null || revision < room.revision);
      room.revision = revision;
    }
  }

  private async announce(writer: SqlWriter, touched: ReadonlySet<string>): Promise<void> {
    const kept = [...touched].filter((table) => this.rooms.some(({ tables }) => tables.includes(table)));
    if (kept.length === 0) return;
    await writer.runMany(
      `INSERT INTO ${revisionTable} (table_name, revision) VALUES (?, ?) ON CONFLICT (table_name) DO UPDATE SET revision = ${revisionTable}.revision + 1`,
      kept.map((table) => [table, 1]),
    );
    // Reaches the others when this commits, and not at all when it does not.
    await writer.all('SELECT pg_notify(?, ?)', keptChannel, this.node);
    writer.onCommit(() => {
      // Everything up to this write is in memory: it began with catching up, and others wait for its lock.
      for (const room of this.rooms)
        if (room.revision !== null) room.revision += kept.filter((table) => room.tables.includes(table)).length;
    });
  }
}

async function revisions(reader: SqlReader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.all<{ table_name: string; revision: number }>(
    `SELECT table_name, revision FROM ${revisionTable}`,
  );
  return new Map(rows.map((row) => [row.table_name, Number(row.revision)]));
}

function sumOf(all: ReadonlyMap<string, number>, tables: readonly string[]): number {
  return tables.reduce((sum, table) => sum + (all.get(table) ?? 0), 0);
}

/** The same writer, which notes what tables it changes. */
function noting(writer: SqlWriter, touched: Set<string>): SqlWriter {
  const note = (sql: string): void => {
    const table = /^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)/i.exec(sql)?.[1];
    if (table !== undefined) touched.add(table.toLowerCase());
  };
  return {
    account: writer.account,
    states: writer.states,
    all: (sql, ...parameters: SqlValue[]) => writer.all(sql, ...parameters),
    get: (sql, ...parameters: SqlValue[]) => writer.get(sql, ...parameters),
    hasTable: (name) => writer.hasTable(name),
    run(sql, ...parameters) {
      note(sql);
      return writer.run(sql, ...parameters);
    },
    runMany(sql, rows) {
      note(sql);
      return writer.runMany(sql, rows);
    },
    flushAhead: () => writer.flushAhead(),
    onCommit: (hook) => writer.onCommit(hook),
  };
}
