import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import type { SpecialUse } from './account-store.ts';
import { insertFolder } from './default-folders.ts';
import { findFolder, type FolderDraft } from './folder-draft.ts';
import { parentNames } from './folder-names.ts';
import { inheritRights } from './folder-rights.ts';
import { MailError } from './mail-error.ts';
import type { MailboxState } from './mailbox-state.ts';

/**
 * A folder of a name that is free, and its missing parents (RFC 9051 §6.3.4), each with the access control list of the one that it
 * stands in. The state is changed, not saved. @throws MailError 'folder-limit'
 */
export async function insertInTree(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  name: string,
  specialUse: SpecialUse | null,
): Promise<FolderDraft> {
  const above = await makeParents(context, writer, state, name, 1);
  return await insertBelow(context, writer, state, above, { name, specialUse });
}

/** The parents of `name` that are missing, where there is room for them and for `more`; the nearest, if any. @throws MailError 'folder-limit' */
export async function makeParents(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  name: string,
  more: number,
): Promise<FolderDraft | undefined> {
  const parents: { readonly name: string; readonly found: FolderDraft | undefined }[] = [];
  for (const parent of parentNames(name)) parents.push({ name: parent, found: await findFolder(writer, parent) });
  await requireFolderRoom(context, writer, parents.filter(({ found }) => found === undefined).length + more);
  let above: FolderDraft | undefined;
  for (const { name: parent, found } of parents)
    above = found ?? (await insertBelow(context, writer, state, above, { name: parent, specialUse: null }));
  return above;
}

async function insertBelow(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  above: FolderDraft | undefined,
  { name, specialUse }: { readonly name: string; readonly specialUse: SpecialUse | null },
): Promise<FolderDraft> {
  const folder = await insertFolder(context, writer, state, name, { specialUse, selectable: true });
  if (above !== undefined) await inheritRights(writer, above.folder_id, folder.folder_id);
  return folder;
}

async function requireFolderRoom(context: AccountContext, writer: SqlWriter, more: number): Promise<void> {
  if (more === 0) return;
  const row = await writer.get<{ count: number }>(
    'SELECT count(*) AS count FROM folders WHERE account = ?',
    writer.account,
  );
  if ((row?.count ?? 0) + more > context.limits.maxFolders)
    throw new MailError(
      'folder-limit',
      `A mailbox has at most ${context.limits.maxFolders} folders. Delete some first.`,
    );
}
