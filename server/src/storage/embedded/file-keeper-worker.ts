// The thread that waits for the disk so that the event loop need not: it makes and opens files, checkpoints them, and
// closes them last. It keeps one connection to every open file, so that no other close is SQLite's closing checkpoint.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { openSqlite, type SqliteDatabase } from './sqlite.ts';

export interface KeeperRequest {
  readonly id: number;
  readonly action: keyof typeof actions;
  readonly path: string;
  /** Of `open`: the directory above which nothing was made by us. Of `copy`: the new file. */
  readonly other: string;
}

export interface KeeperAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: {
    readonly message: string;
    readonly code: string | undefined;
    readonly errcode: number | undefined;
  };
}

const pageBytes = 8192;
// A log that once grew is cut back to this when it starts anew.
const keptWalBytes = 64 * 1024 * 1024;
const files = new Map<string, SqliteDatabase>();

const actions = {
  open(path: string, root: string): void {
    if (files.has(path)) return;
    if (!existsSync(path)) createDurably(path, root);
    const database = openSqlite(path, { lockTimeoutMs: 5_000 });
    try {
      database.exec(
        `PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${keptWalBytes}; PRAGMA cache_size = -256`,
      );
      beginWal(database);
    } catch (error) {
      database.close();
      throw error;
    }
    files.set(path, database);
  },

  /** Copies what it can into the database file without stopping anybody. */
  passiveCheckpoint(path: string): void {
    opened(path).prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
  },

  /** Copies the rest and starts the log anew; to be called while nobody writes. Gives whether it could. */
  restartWal(path: string): boolean {
    const database = opened(path);
    const row = database.prepare('PRAGMA wal_checkpoint(RESTART)').get() as { busy: number };
    beginWal(database);
    return row.busy === 0;
  },

  /** The last close of a file: SQLite checkpoints it and removes its log. */
  close(path: string): void {
    files.get(path)?.close();
    files.delete(path);
  },

  check(path: string): string[] {
    const rows = opened(path).prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  },

  freeBytes(path: string): number {
    const inUse = files.get(path);
    // It may have been removed, and is not to be made anew.
    if (inUse === undefined && !existsSync(path)) return 0;
    const database = inUse ?? openSqlite(path, { lockTimeoutMs: 5_000 });
    try {
      const { page_size: pageSize } = database.prepare('PRAGMA page_size').get() as { page_size: number };
      const { freelist_count: pages } = database.prepare('PRAGMA freelist_count').get() as { freelist_count: number };
      return pages * pageSize;
    } finally {
      if (inUse === undefined) database.close();
    }
  },

  /** One consistent state as a new, compact file, safe on the disk. */
  copy(path: string, target: string): void {
    closeSync(openSync(target, 'wx', 0o600));
    opened(path).prepare('VACUUM INTO ?').run(target);
    syncPath(target);
    syncPath(dirname(target));
  },
};

// The first commit into a new or restarted log writes and syncs the log's header; this makes it ours, in this thread.
function beginWal(database: SqliteDatabase): void {
  const { user_version: turn } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  database.exec(`PRAGMA user_version = ${(turn + 1) % 0x7fffffff}`);
}

function createDurably(path: string, root: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Made before SQLite sees it, so that it and its -wal and -shm are readable by their owner only.
  closeSync(openSync(path, 'wx', 0o600));
  for (let directory = dirname(path); directory.length >= root.length; directory = dirname(directory)) {
    syncPath(directory);
    if (directory === dirname(directory)) break;
  }
}

function syncPath(path: string): void {
  // Windows cannot open a directory; its file system keeps names in a journal.
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function opened(path: string): SqliteDatabase {
  const database = files.get(path);
  if (database === undefined) throw new Error(`${path} is not open.`);
  return database;
}

parentPort?.on('message', (request: KeeperRequest) => {
  let answer: KeeperAnswer;
  try {
    answer = { id: request.id, result: actions[request.action](request.path, request.other) };
  } catch (error) {
    const { message, code, errcode } = error as { message: string; code?: string; errcode?: number };
    answer = { id: request.id, error: { message, code, errcode } };
  }
  parentPort?.postMessage(answer);
});
