import { mkdir, open, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountStore, FolderSummary, MessageRow } from '../../domain/mail/account-store.ts';
import { directoryOfFolder, maildirInfo } from './maildir-names.ts';

export interface ExportProgress {
  readonly folder: string;
  readonly messages: number;
  readonly total: number;
}

/**
 * Writes a mailbox as Maildir: a directory a folder, a file a message with the very bytes that came in, system flags in
 * its name and the internal date as its time. `target` must be new or empty. Yields after each page of messages.
 * @throws Error when it cannot be written to its end; `target` is then empty again: nobody takes a part for the whole.
 */
export async function* exportMailbox(store: AccountStore, target: string): AsyncGenerator<ExportProgress> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  if ((await readdir(target)).length > 0) throw new Error(`${target} is not empty; choose a new directory`);
  try {
    for (const folder of await store.listFolders()) {
      if (folder.selectable) yield* exportFolder(store, folder, join(target, ...directoryOfFolder(folder.name)));
    }
  } catch (error) {
    for (const name of await readdir(target)) await rm(join(target, name), { recursive: true, force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new Error(
      isFull
        ? `No space is left for ${target}. Free some, or enlarge the file system; nothing was left there.`
        : `${message} Nothing was left in ${target}.`,
      { cause: error },
    );
  }
}

async function* exportFolder(
  store: AccountStore,
  folder: FolderSummary,
  directory: string,
): AsyncGenerator<ExportProgress> {
  for (const name of ['cur', 'new', 'tmp']) await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
  const snapshot = await store.openFolder(folder.folderId, { claimRecent: false });
  const total = snapshot.uids.length;
  let messages = 0;
  if (total === 0) yield { folder: folder.name, messages, total };
  const everything = [{ first: 1, last: 0xffff_ffff }];
  for await (const page of store.messages(folder.folderId, everything, {})) {
    for (const row of page) {
      const flags = snapshot.flagBits[snapshot.uids.indexOf(row.uid)] ?? 0;
      await exportMessage(store, row, join(directory, 'cur'), flags);
      messages += 1;
    }
    yield { folder: folder.name, messages, total };
  }
}

async function exportMessage(store: AccountStore, row: MessageRow, directory: string, flags: number): Promise<void> {
  const seconds = Math.floor(row.internalDate / 1000);
  const path = join(directory, `${seconds}.U${row.uid}.relais,S=${row.sizeBytes}:${maildirInfo(flags)}`);
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of store.content(row.contentId)) await file.write(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  await utimes(path, seconds, seconds);
}
