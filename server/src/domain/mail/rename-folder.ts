import { type AccountContext, announce } from './account-context.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import { findFolder, type FolderDraft, saveFolder } from './folder-draft.ts';
import { insertInTree, makeParents } from './folder-in-tree.ts';
import { requireFolderName, separator } from './folder-names.ts';
import { allFolders, requireFolder } from './list-folders.ts';
import { MailError } from './mail-error.ts';
import { type MailboxState, requireMailboxState, saveMailboxState } from './mailbox-state.ts';
import { moveAll } from './move-messages.ts';

/** Children go along; INBOX leaves an empty INBOX behind and moves its messages (RFC 9051 §6.3.6). */
export async function renameFolder(context: AccountContext, from: string, to: string): Promise<void> {
  const target = requireFolderName(to, context.limits);
  await context.scope.write(async (writer) => {
    const folder = await requireFolder(writer, from);
    if ((await findFolder(writer, target)) !== undefined)
      throw new MailError('folder-exists', `There is already a folder "${target}".`);
    if (target.startsWith(folder.name + separator) && folder.name !== 'INBOX')
      throw new MailError('folder-name-invalid', `"${target}" would stand inside itself.`);
    const state = await requireMailboxState(writer);
    if (folder.name === 'INBOX') await moveInbox(context, writer, state, folder, target);
    else {
      await makeParents(context, writer, state, target, 0);
      await renameTree(context, writer, folder.name, target);
    }
    await saveMailboxState(writer, state);
    announce(context, writer, null, 0);
  });
}

// Children of INBOX stay where they are (RFC 3501 §6.3.5).
async function moveInbox(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  inbox: FolderDraft,
  target: string,
): Promise<void> {
  const made = await insertInTree(context, writer, state, target, null);
  await moveAll(context, writer, inbox, made);
  await saveFolder(writer, inbox);
  await saveFolder(writer, made);
  announce(context, writer, inbox.folder_id, inbox.highest_modseq);
}

async function renameTree(context: AccountContext, writer: SqlWriter, from: string, to: string): Promise<void> {
  const folders = await allFolders(writer);
  const moved = folders.filter(({ name }) => name === from || name.startsWith(from + separator));
  const renamed = moved.map((folder) => ({ folder, name: to + folder.name.slice(from.length) }));
  // Each child's new name obeys the limits too.
  for (const { name } of renamed) requireFolderName(name, context.limits);
  await writer.runMany(
    'UPDATE folders SET name = ? WHERE account = ? AND folder_id = ?',
    renamed.map(({ folder, name }) => [name, writer.account, folder.folder_id]),
  );
}
