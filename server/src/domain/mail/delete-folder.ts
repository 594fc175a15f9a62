import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import { dropAnnotations } from './annotations.ts';
import { BlockCursor } from './block-cursor.ts';
import { countReferences } from './content-references.ts';
import { insertFolder } from './default-folders.ts';
import type { FolderDraft } from './folder-draft.ts';
import { hasChildren, requireFolder } from './list-folders.ts';
import { MailError } from './mail-error.ts';
import { requireMailboxState, saveMailboxState } from './mailbox-state.ts';
import { readFactBlock } from './message-block.ts';
import { sweepInBackground } from './unused-contents.ts';

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
  sweepInBackground(context);
}

async function dropMessages(context: AccountContext, writer: SqlWriter, folder: FolderDraft): Promise<void> {
  const all = [{ first: 1, last: 0xffff_ffff }];
  const cursor = new BlockCursor('message_facts', folder.folder_id, all, context.differences.numberList);
  while (!cursor.isDone) {
    const contentIds: number[] = [];
    for (const row of await cursor.page(writer, 16)) contentIds.push(...readFactBlock(row.data).contentIds);
    await countReferences(writer, context.differences, contentIds, -1);
  }
}
