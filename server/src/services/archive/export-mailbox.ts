import { mkdir, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountStore, FolderSummary, MessageRow } from '../../domain/mail/account-store.ts';
import { directoryOfFolder, maildirInfo } from './maildir-names.ts';

/** In the target until the export has come to its end. */
const unfinishedMark = 'export-not-finished';

export interface ExportProgress {
  readonly folder: string;
  readonly messages: number;
  readonly total: number;
}

/**
 * Writes a mailbox as Maildir: a directory a folder, a file a message with the very bytes that came in, system flags in
 * its name and the internal date as its time. `target` must be new or empty. Yields after each page of messages.
 * @throws Error when it cannot be written to its end, or `signal` comes between two messages; `target` is then empty again: nobody takes a part for the whole.
 */
export async function* exportMailbox(
  store: AccountStore,
  target: string,
  signal: AbortSignal,
): AsyncGenerator<ExportProgress> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  const there = await readdir(target);
  if (there.includes(unfinishedMark)) throw new Error(partSentence(target));
  if (there.length > 0) throw new Error(`${target} is not empty; choose a new directory`);
  try {
    await writeFile(join(target, unfinishedMark), '', { mode: 0o600 });
    for (const folder of await store.listFolders()) {
      if (!folder.selectable) continue;
      yield* exportFolder(store, folder, join(target, ...directoryOfFolder(folder.name)), signal);
    }
    await rm(join(target, unfinishedMark));
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

/** @throws Error when an export into `source` was killed: it is a part of a mailbox. */
export async function refuseUnfinishedExport(source: string): Promise<void> {
  if ((await readdir(source)).includes(unfinishedMark)) throw new Error(partSentence(source));
}

function partSentence(directory: string): string {
  return `${directory} holds a part that an export left when it was killed: remove it, and export anew`;
}

async function* exportFolder(
  store: AccountStore,
  folder: FolderSummary,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<ExportProgress> {
  for (const name of ['cur', 'new', 'tmp']) await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
  const snapshot = await store.openFolder(folder.folderId, { claimRecent: false });
  const total = snapshot.uids.length;
  let messages = 0;
  if (total === 0) yield { folder: folder.name, messages, total };
  const everything = [{ first: 1, last: 0xffff_ffff }];
  for await (const page of store.messages(folder.folderId, everything, {})) {
    for (const row of page) {
      signal.throwIfAborted();
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
