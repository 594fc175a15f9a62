import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredSpace } from '../sql-engine.ts';
import type { FileKeeper } from './file-keeper.ts';

/**
 * What the files of a data directory take, with their write-ahead logs, and what of it is free within them. Only SQLite opens them:
 * whoever else closed one would drop the locks that this process has on it.
 */
export async function fileSpace(root: string, keeper: Pick<FileKeeper, 'freeBytes'>): Promise<StoredSpace> {
  let [bytes, freeBytes] = [0, 0];
  for await (const path of databases(root)) {
    bytes += (await sizeOf(path)) + (await sizeOf(`${path}-wal`));
    // One that is damaged is told of by others.
    freeBytes += await keeper.freeBytes(path).catch(() => 0);
  }
  return { bytes, freeBytes };
}

async function* databases(root: string): AsyncGenerator<string> {
  yield join(root, 'system.db');
  for (const shelf of await names(join(root, 'accounts')))
    for (const id of await names(join(root, 'accounts', shelf))) yield join(root, 'accounts', shelf, id, 'mail.db');
}

async function sizeOf(path: string): Promise<number> {
  return (await absent(stat(path)))?.size ?? 0;
}

async function names(folder: string): Promise<readonly string[]> {
  return (await absent(readdir(folder))) ?? [];
}

/** A mailbox may be removed meanwhile. */
async function absent<T>(result: Promise<T>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
