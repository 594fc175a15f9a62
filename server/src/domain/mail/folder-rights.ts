import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import { loadFolder } from './folder-draft.ts';
import { MailError } from './mail-error.ts';
import { type Rights, rightLetters, rightsOf } from './rights.ts';

/** So many may be named in a folder's list; a team beyond it is a group or `anyone`. */
const mostGrantees = 500;

/** By grantee: a mailbox's guid, or `anyone`. The account's owner has every right and stands in no list. */
export type FolderRights = ReadonlyMap<string, Rights>;

/** The access control list of one folder (RFC 4314). @throws MailError 'folder-not-found' */
export async function folderRights(context: AccountContext, folderId: number): Promise<FolderRights> {
  return await context.scope.read(async (reader) => {
    await loadFolder(reader, folderId);
    return await rightsIn(reader, folderId);
  });
}

/** Of all folders in which somebody has a right. */
export async function everyFolderRights(context: AccountContext): Promise<ReadonlyMap<number, FolderRights>> {
  return await context.scope.read(async (reader) => {
    const byFolder = new Map<number, Map<string, Rights>>();
    const rows = await reader.all<{ folder_id: number; grantee: string; rights: string }>(
      'SELECT folder_id, grantee, rights FROM folder_rights WHERE account = ?',
      reader.account,
    );
    for (const row of rows) {
      let rights = byFolder.get(row.folder_id);
      if (rights === undefined) byFolder.set(row.folder_id, (rights = new Map()));
      rights.set(row.grantee, rightsOf(row.rights));
    }
    return byFolder;
  });
}

/** Replaces what a grantee may do in a folder; `null` takes him off the list. @throws MailError 'folder-not-found', 'limit' */
export async function setFolderRights(
  context: AccountContext,
  folderId: number,
  grantee: string,
  rights: Rights | null,
): Promise<void> {
  await context.scope.write(async (writer) => {
    await loadFolder(writer, folderId);
    await writer.run(
      'DELETE FROM folder_rights WHERE account = ? AND folder_id = ? AND grantee = ?',
      writer.account,
      folderId,
      grantee,
    );
    if (rights !== null) {
      await requireRoom(writer, folderId);
      await insertRights(writer, folderId, grantee, rightLetters(rights));
    }
    announce(context, writer, null, 0);
  });
}

// RFC 4314 §4: a new folder inherits the list of the one that it stands in.
export async function inheritRights(writer: SqlWriter, parentId: number, folderId: number): Promise<void> {
  for (const [grantee, rights] of await rightsIn(writer, parentId))
    await insertRights(writer, folderId, grantee, rightLetters(rights));
}

async function rightsIn(reader: SqlReader, folderId: number): Promise<FolderRights> {
  const rows = await reader.all<{ grantee: string; rights: string }>(
    'SELECT grantee, rights FROM folder_rights WHERE account = ? AND folder_id = ? ORDER BY grantee',
    reader.account,
    folderId,
  );
  return new Map(rows.map((row) => [row.grantee, rightsOf(row.rights)]));
}

async function insertRights(writer: SqlWriter, folderId: number, grantee: string, rights: string): Promise<void> {
  await writer.run(
    'INSERT INTO folder_rights (account, folder_id, grantee, rights) VALUES (?, ?, ?, ?)',
    writer.account,
    folderId,
    grantee,
    rights,
  );
}

async function requireRoom(reader: SqlReader, folderId: number): Promise<void> {
  const row = await reader.get<{ count: number }>(
    'SELECT count(*) AS count FROM folder_rights WHERE account = ? AND folder_id = ?',
    reader.account,
    folderId,
  );
  if ((row?.count ?? 0) >= mostGrantees)
    throw new MailError(
      'limit',
      `The list of a folder names at most ${mostGrantees}; name a group or "anyone" instead.`,
    );
}
