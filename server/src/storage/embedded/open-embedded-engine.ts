import { readdir, rm, open as openFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '../../platform/log/log.ts';
import type { Scope, SqlDifferences, SqlEngine, SqlWriter, WrittenAhead } from '../sql-engine.ts';
import { StorageError } from '../storage-error.ts';
import { ownedByOneProcess } from '../system-scope.ts';
import { DirectoryLock } from './directory-lock.ts';
import { FileKeeper } from './file-keeper.ts';
import { fileSpace } from './file-space.ts';
import { LogFlusher } from './log-flusher.ts';
import { OpenFiles } from './open-files.ts';
import { sharedSyncs } from './shared-syncs.ts';
import { storageErrorOf } from './sqlite-errors.ts';
import type { Flush } from './wal-sync.ts';

export interface EmbeddedEngine extends SqlEngine {
  /** Copies one consistent state of an account's file, or of the system's, into a new file. @throws when it exists. */
  backup(of: 'system' | { readonly account: string }, targetFile: string): Promise<void>;
}

export const sqliteDifferences: SqlDifferences = {
  name: 'sqlite',
  types: { autoKey: 'INTEGER PRIMARY KEY AUTOINCREMENT', bytes: 'BLOB', bigint: 'INTEGER', name: 'TEXT' },
  clustered: 'WITHOUT ROWID',
  numberList: '(SELECT value FROM json_each(?))',
  sharedAccountTables: false,
};

/**
 * The store on SQLite files of one directory: `system.db`, and `accounts/<2 hex>/<id>/mail.db` for each account.
 * @throws StorageError 'storage-in-use' when another process has the directory, 'storage-read-only', 'storage-full'.
 */
export async function openEmbeddedEngine(options: {
  readonly dataDirectory: string;
  readonly log: Log;
  /** Files open at once, default 100; each takes about ten descriptors. */
  readonly openFiles?: number;
  /** Default: `LogFlusher`. */
  readonly flush?: Flush;
}): Promise<EmbeddedEngine> {
  const root = resolve(options.dataDirectory);
  const lock = DirectoryLock.take(root);
  const keeper = new FileKeeper(root);
  const flusher = new LogFlusher();
  const files = new OpenFiles(keeper, options.log, {
    capacity: options.openFiles ?? 100,
    flush: sharedSyncs(options.flush ?? flusher.flush),
  });
  const systemPath = join(root, 'system.db');
  const pathOf = (of: 'system' | { readonly account: string }): string =>
    of === 'system' ? systemPath : accountPath(root, of.account);

  let closed: Promise<void> | undefined;
  const engine: EmbeddedEngine = {
    differences: sqliteDifferences,
    system: ownedByOneProcess(fileScope(files, systemPath)),
    account: (id) => fileScope(files, accountPath(root, id)),
    accountIds: () => accountIds(root),
    async dropAccount(id) {
      const path = accountPath(root, id);
      await files.close(path);
      await rm(dirname(path), { recursive: true, force: true });
      await syncDirectory(dirname(dirname(path)));
    },
    async *integrityFaults(of) {
      const path = pathOf(of);
      for (const fault of await files.use(path, async (file) => await file.integrityFaults()))
        yield `${path}: ${fault}`;
    },
    space: async () => await fileSpace(root, keeper),
    async backup(of, targetFile) {
      await files.use(pathOf(of), async (file) => await file.copyTo(resolve(targetFile)));
    },
    close() {
      closed ??= (async () => {
        await files.closeAll();
        await flusher.end();
        await keeper.end();
        lock.release();
      })();
      return closed;
    },
  };
  try {
    // Says now, and not at the first letter, when the directory cannot be used.
    await engine.system.read(async () => undefined);
  } catch (error) {
    await engine.close();
    throw storageErrorOf(error, root);
  }
  return engine;
}

function fileScope(files: OpenFiles, path: string): Scope {
  return {
    read: async (work) => await files.use(path, async (file) => await file.read(work)),
    write: async (work) => await files.use(path, async (file) => await file.write(work)),
    writeAhead: <T>(work: (writer: SqlWriter) => Promise<T>) =>
      new Promise<WrittenAhead<T>>((resolve, reject) => {
        files
          .use(path, async (file) => {
            const written = await file.writeAhead(work);
            resolve(written);
            // The file stays open until then.
            await written.durable.catch(() => undefined);
          })
          .catch(reject);
      }),
  };
}

// File systems that ignore case must not make two accounts one: ids are compared in lower case everywhere.
function accountPath(root: string, id: string): string {
  const name = id.toLowerCase();
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name))
    throw new StorageError('storage-unavailable', `"${id}" is no account id: letters, digits, "-" and "_" make one.`);
  return join(root, 'accounts', shelfOf(name), name, 'mail.db');
}

function shelfOf(name: string): string {
  const prefix = name.slice(0, 2);
  return /^[0-9a-f]{2}$/.test(prefix) ? prefix : createHash('sha256').update(name).digest('hex').slice(0, 2);
}

async function* accountIds(root: string): AsyncGenerator<string> {
  for (const shelf of await namesIn(join(root, 'accounts')))
    for (const id of await namesIn(join(root, 'accounts', shelf))) yield id;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storageErrorOf(error, directory);
  }
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  let handle: Awaited<ReturnType<typeof openFile>>;
  try {
    handle = await openFile(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
