import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredSpace } from '../sql-engine.ts';

/**
 * What the files of a data directory take, with their write-ahead logs, and what of it is free within them. From the headers of the
 * files: no mailbox is opened for it. What the logs hold and the files not yet is free or taken as of their last checkpoint.
 */
export async function fileSpace(root: string): Promise<StoredSpace> {
  let [bytes, freeBytes] = [0, 0];
  for await (const path of databases(root)) {
    bytes += (await sizeOf(path)) + (await sizeOf(`${path}-wal`));
    freeBytes += await freeIn(path);
  }
  return { bytes, freeBytes };
}

async function* databases(root: string): AsyncGenerator<string> {
  yield join(root, 'system.db');
  for (const shelf of await names(join(root, 'accounts')))
    for (const id of await names(join(root, 'accounts', shelf))) yield join(root, 'accounts', shelf, id, 'mail.db');
}

/** Pages on the list of free ones (SQLite's database file format §1.3: page size at 16, number of free pages at 36). */
async function freeIn(path: string): Promise<number> {
  const file = await absent(open(path, 'r'));
  if (file === null) return 0;
  try {
    const header = Buffer.alloc(40);
    const { bytesRead } = await file.read(header, 0, header.length, 0);
    if (bytesRead < header.length) return 0;
    const pageBytes = header.readUInt16BE(16);
    return header.readUInt32BE(36) * (pageBytes === 1 ? 65_536 : pageBytes);
  } finally {
    await file.close();
  }
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
