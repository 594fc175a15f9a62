import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import { dropAnnotations } from './annotations.ts';
import { insertFolder } from './default-folders.ts';
import type { FolderDraft } from './folder-draft.ts';
import { keepDeleted } from './keep-deleted.ts';
import { letGoInBackground } from './let-go-of-deleted.ts';
import { hasChildren, requireFolder } from './list-folders.ts';
import { MailError } from './mail-error.ts';
import { requireMailboxState, saveMailboxState } from './mailbox-state.ts';
import { collectMessages } from './remove-messages.ts';

const uidsOfPart = 16 * 128 * 64;

/** A folder with children keeps its name as not selectable (RFC 3501 §6.3.4). @throws MailError 'folder-is-inbox', 'folder-not-found', 'folder-has-children' */
export async function deleteFolder(context: AccountContext, name: string): Promise<void> {
  await context.scope.write(async (writer) => {
    const folder = await requireFolder(writer, name);
    if (folder.name === 'INBOX') throw new MailError('folder-is-inbox', 'INBOX cannot be deleted.');
    const keepsName = await hasChildren(writer, folder.name);
    if (keepsName && folder.selectable === 0)
      throw new MailError(
        'folder-has-children',
        `"${folder.name}" is only a name that other folders stand under. Delete those first.`,
      );
    await dropMessages(context, writer, folder);
    const key = [writer.account, folder.folder_id] as const;
    for (const table of [
      'message_states',
      'message_facts',
      'message_summaries',
      'keyword_sets',
      'expunged',
      'folder_rights',
    ])
      await writer.run(`DELETE FROM ${table} WHERE account = ? AND folder_id = ?`, ...key);
    await dropAnnotations(writer, folder.folder_id);
    // The row goes in either case: a name that is kept gets a new id, so no session takes it for the old folder.
    await writer.run('DELETE FROM folders WHERE account = ? AND folder_id = ?', ...key);
    const state = await requireMailboxState(writer);
    state.size_bytes -= folder.size_bytes;
    state.messages -= folder.messages;
    if (keepsName) {
      await insertFolder(context, writer, state, folder.name, { specialUse: null, selectable: false });
    }
    await saveMailboxState(writer, state);
    announce(context, writer, folder.folder_id, folder.highest_modseq + 1);
    announce(context, writer, null, 0);
  });
  letGoInBackground(context);
}

async function dropMessages(context: AccountContext, writer: SqlWriter, folder: FolderDraft): Promise<void> {
  // In parts: each page of blocks is kept, or counted off, for itself.
  for (let first = 1; first < folder.uid_next; first += uidsOfPart) {
    const part = await collectMessages(context, writer, folder, [{ first, last: first + uidsOfPart - 1 }]);
    await keepDeleted(context, writer, folder, part, 'deleted');
  }
}
