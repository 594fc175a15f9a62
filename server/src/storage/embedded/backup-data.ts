import { chmod, copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../storage-error.ts';
import { openSqlite } from './sqlite.ts';
import { storageErrorOf } from './sqlite-errors.ts';

export interface BackedUpFile {
  /** Relative to the data directory. */
  readonly file: string;
  readonly sizeBytes: number;
}

/**
 * Copies a data directory file by file into `target`, which may not exist or must be empty. Safe beside a running
 * server: each database is copied as one consistent state of its own (no transaction spans two files), certificates
 * as they are. The copy is a data directory: `relais serve --data` and `relais verify --data` take it.
 * @throws Error when the target holds something, a file cannot be read or written, or with the reason of `signal` between two files; what
 * was copied goes again, so that a full disk is not fuller and the same target can be named once more.
 */
export async function* backupData(source: string, target: string, signal: AbortSignal): AsyncGenerator<BackedUpFile> {
  if ((await names(source)).length === 0 || !(await names(source)).includes(systemFile)) {
    throw new Error(`${source} is no data directory: there is no system.db in it`);
  }
  const there = await names(target);
  if (there.includes(unfinishedFile) && !there.includes(systemFile))
    throw new Error(`${target} holds a part that was left when this was killed: remove it, and begin anew`);
  if (there.length > 0) throw new Error(`${target} is not empty; choose a new directory`);
  const isNew = (await mkdir(target, { recursive: true, mode: 0o700 })) !== undefined;
  try {
    yield* copyAll(source, target, signal);
  } catch (error) {
    // What of it is ours, and nothing that somebody else may have put there meanwhile.
    for (const name of ['accounts', 'certificates', restoredMark, systemFile, unfinishedFile])
      await rm(join(target, name), { recursive: true, force: true });
    if (isNew) await rmdir(target).catch(() => undefined);
    throw error;
  }
}

async function* copyAll(source: string, target: string, signal: AbortSignal): AsyncGenerator<BackedUpFile> {
  for (const file of await databases(source)) {
    signal.throwIfAborted();
    const to = join(target, file);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    copyDatabase(join(source, file), `${to}.part`);
    await settle(`${to}.part`);
    if (file === systemFile) continue;
    await rename(`${to}.part`, to);
    yield { file, sizeBytes: (await stat(to)).size };
  }
  for (const name of await names(join(source, 'certificates'))) {
    const file = join('certificates', name);
    await mkdir(join(target, 'certificates'), { recursive: true, mode: 0o700 });
    await copyFile(join(source, file), join(target, file));
    await settle(join(target, file));
    yield { file, sizeBytes: (await stat(join(target, file))).size };
  }
  await writeFile(join(target, restoredMark), '', { mode: 0o600 });
  await settle(join(target, restoredMark));
  // Copied first: a message that leaves the queue meanwhile is twice there and not lost. Named last: what was interrupted is
  // no data directory, and nobody takes it for a backup.
  signal.throwIfAborted();
  await rename(join(target, unfinishedFile), join(target, systemFile));
  yield { file: systemFile, sizeBytes: (await stat(join(target, systemFile))).size };
}

const systemFile = 'system.db';
const unfinishedFile = `${systemFile}.part`;

/**
 * A file in a data directory that was put back from a backup and not served since: mailboxes must not give numbers again that
 * were given after the backup. Whoever puts data back in another way makes it himself.
 */
export const restoredMark = 'restored';

/** Copies a backup into a data directory that does not exist yet or is empty. Nothing is overwritten. */
export async function* restoreData(
  backup: string,
  dataDirectory: string,
  signal: AbortSignal,
): AsyncGenerator<BackedUpFile> {
  yield* backupData(backup, dataDirectory, signal);
}

// VACUUM INTO reads one snapshot and writes a compact file; it needs no write access to the source.
function copyDatabase(from: string, to: string): void {
  try {
    const database = openSqlite(from, { lockTimeoutMs: 10_000, readOnly: true });
    try {
      database.prepare('VACUUM INTO ?').run(to);
    } finally {
      database.close();
    }
  } catch (error) {
    const said = storageErrorOf(error, from);
    throw said instanceof StorageError && said.code === 'storage-full' ? storageErrorOf(error, to) : said;
  }
}

/** Only its owner reads it, wherever the folder goes; and once it is told of, it is on the disk. */
async function settle(file: string): Promise<void> {
  await chmod(file, 0o600);
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function databases(root: string): Promise<string[]> {
  const found = [systemFile];
  for (const shelf of await names(join(root, 'accounts'))) {
    for (const id of await names(join(root, 'accounts', shelf))) {
      if ((await names(join(root, 'accounts', shelf, id))).includes('mail.db'))
        found.push(join('accounts', shelf, id, 'mail.db'));
    }
  }
  return found;
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}
