import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { FolderStatus, SpecialUse } from './account-store.ts';
import { flagBits } from './flags.ts';
import { MailError } from './mail-error.ts';

/** A row of `folders`, in memory; operations change it and save it once. */
export interface FolderDraft {
  folder_id: number;
  name: string;
  special_use: SpecialUse | null;
  selectable: number;
  hidden: number;
  uid_validity: number;
  uid_next: number;
  highest_modseq: number;
  first_recent_uid: number;
  messages: number;
  unseen: number;
  deleted: number;
  size_bytes: number;
  sort_order: number | null;
}

export const folderColumns =
  'folder_id, name, special_use, selectable, hidden, uid_validity, uid_next, highest_modseq, first_recent_uid, ' +
  'messages, unseen, deleted, size_bytes, sort_order';

/** @throws MailError 'folder-not-found' */
export async function loadFolder(reader: SqlReader, folderId: number): Promise<FolderDraft> {
  const row = await reader.get<FolderDraft>(
    `SELECT ${folderColumns} FROM folders WHERE account = ? AND folder_id = ?`,
    reader.account,
    folderId,
  );
  if (row === undefined)
    throw new MailError('folder-not-found', 'The folder has been deleted meanwhile. List the folders again.');
  return row;
}

/** One that holds messages. @throws MailError 'folder-not-found', 'folder-not-selectable' */
export async function loadSelectableFolder(reader: SqlReader, folderId: number): Promise<FolderDraft> {
  const folder = await loadFolder(reader, folderId);
  if (folder.selectable === 0)
    throw new MailError(
      'folder-not-selectable',
      `"${folder.name}" is only a name that other folders stand under. Create it first to keep messages in it.`,
    );
  return folder;
}

export async function findFolder(reader: SqlReader, canonicalName: string): Promise<FolderDraft | undefined> {
  return await reader.get<FolderDraft>(
    `SELECT ${folderColumns} FROM folders WHERE account = ? AND name = ?`,
    reader.account,
    canonicalName,
  );
}

/** Saves what operations on messages change. */
export async function saveFolder(writer: SqlWriter, folder: FolderDraft): Promise<void> {
  await writer.run(
    `UPDATE folders SET uid_next = ?, highest_modseq = ?, first_recent_uid = ?, messages = ?, unseen = ?, deleted = ?,
       size_bytes = ? WHERE account = ? AND folder_id = ?`,
    folder.uid_next,
    folder.highest_modseq,
    folder.first_recent_uid,
    folder.messages,
    folder.unseen,
    folder.deleted,
    folder.size_bytes,
    writer.account,
    folder.folder_id,
  );
}

/** Keeps the folder's counts right when a message with these flags comes (+1) or goes (-1). */
export function countMessage(folder: FolderDraft, bits: number, sizeBytes: number, step: 1 | -1): void {
  folder.messages += step;
  folder.size_bytes += step * sizeBytes;
  countFlags(folder, bits, step);
}

export function countFlags(folder: FolderDraft, bits: number, step: 1 | -1): void {
  if ((bits & flagBits.seen) === 0) folder.unseen += step;
  if ((bits & flagBits.deleted) !== 0) folder.deleted += step;
}

export function statusOf(folder: FolderDraft): FolderStatus {
  return {
    uidValidity: folder.uid_validity,
    uidNext: folder.uid_next,
    highestModSeq: folder.highest_modseq,
    messages: folder.messages,
    unseen: folder.unseen,
    deleted: folder.deleted,
    sizeBytes: folder.size_bytes,
    firstRecentUid: folder.first_recent_uid,
  };
}
