import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '../storage-error.ts';
import { isBusy, storageErrorOf } from './sqlite-errors.ts';
import { openSqlite, type SqliteDatabase } from './sqlite.ts';

/**
 * Makes this process the only one that has the data directory. The lock is the operating system's, held through an empty
 * SQLite file, so it ends with the process, however it ends; the number in `relais.pid` is only for the message.
 */
export class DirectoryLock {
  private readonly database: SqliteDatabase;

  private constructor(database: SqliteDatabase) {
    this.database = database;
  }

  /** Makes the directory when it is missing. @throws StorageError 'storage-in-use', 'storage-read-only' */
  static take(directory: string): DirectoryLock {
    const path = join(directory, 'relais.lock');
    const pidPath = join(directory, 'relais.pid');
    let database: SqliteDatabase | undefined;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      // Never opened again by this process except through SQLite: closing it would drop SQLite's own lock.
      createIfMissing(path);
      database = openSqlite(path, { lockTimeoutMs: 0 });
      database.exec('BEGIN EXCLUSIVE');
      writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 });
      return new DirectoryLock(database);
    } catch (error) {
      database?.close();
      if (isBusy(error)) throw inUse(directory, pidPath, error);
      throw storageErrorOf(error, directory);
    }
  }

  release(): void {
    this.database.close();
  }
}

function createIfMissing(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function inUse(directory: string, pidPath: string, cause: unknown): StorageError {
  let holder = 'another process';
  try {
    holder = `process ${readFileSync(pidPath, 'utf8').trim()}`;
  } catch {
    // The other one has not written its number yet.
  }
  return new StorageError(
    'storage-in-use',
    `The data directory ${directory} is in use by ${holder}. Stop that Relais first, or give another directory.`,
    { cause },
  );
}
