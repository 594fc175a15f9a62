import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import type { SpecialUse } from './account-store.ts';
import type { FolderDraft } from './folder-draft.ts';
import { loadMailboxState, type MailboxState, nextUidValidity, saveMailboxState } from './mailbox-state.ts';

/** Exchange's names, with the uses of RFC 6154 that tell clients which is which. */
const defaultFolders: readonly { readonly name: string; readonly specialUse: SpecialUse }[] = [
  { name: 'INBOX', specialUse: 'inbox' },
  { name: 'Drafts', specialUse: 'drafts' },
  { name: 'Sent Items', specialUse: 'sent' },
  { name: 'Deleted Items', specialUse: 'trash' },
  { name: 'Junk Email', specialUse: 'junk' },
  { name: 'Archive', specialUse: 'archive' },
];

/** Makes an account's mailbox on its first use. */
export async function ensureMailbox(context: AccountContext): Promise<void> {
  if ((await context.scope.read(loadMailboxState)) !== undefined) return;
  await context.scope.write(async (writer) => {
    if ((await loadMailboxState(writer)) !== undefined) return;
    const state: MailboxState = {
      next_folder_id: 1,
      next_content_id: 1,
      last_uid_validity: 0,
      size_bytes: 0,
      messages: 0,
      size_limit: null,
    };
    await writer.run(
      `INSERT INTO mailbox_state (account, next_folder_id, next_content_id, last_uid_validity, size_bytes, messages)
       VALUES (?, 1, 1, 0, 0, 0)`,
      writer.account,
    );
    for (const { name, specialUse } of defaultFolders) {
      await insertFolder(context, writer, state, name, { specialUse, selectable: true });
      await writer.run('INSERT INTO subscriptions (account, name) VALUES (?, ?)', writer.account, name);
    }
    await saveMailboxState(writer, state);
    announce(context, writer, null, 0);
  });
}

/** A row for a name that is free. The state is changed, not saved. */
export async function insertFolder(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  name: string,
  options: { readonly specialUse: SpecialUse | null; readonly selectable: boolean },
): Promise<FolderDraft> {
  const folder: FolderDraft = {
    folder_id: state.next_folder_id++,
    name,
    special_use: options.specialUse,
    selectable: options.selectable ? 1 : 0,
    hidden: 0,
    uid_validity: nextUidValidity(context, state),
    uid_next: 1,
    highest_modseq: 1,
    first_recent_uid: 1,
    messages: 0,
    unseen: 0,
    deleted: 0,
    size_bytes: 0,
    sort_order: null,
  };
  await writer.run(
    `INSERT INTO folders (account, folder_id, name, special_use, selectable, hidden, uid_validity, uid_next,
       highest_modseq, first_recent_uid, messages, unseen, deleted, size_bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)`,
    writer.account,
    folder.folder_id,
    folder.name,
    folder.special_use,
    folder.selectable,
    folder.hidden,
    folder.uid_validity,
    folder.uid_next,
    folder.highest_modseq,
    folder.first_recent_uid,
  );
  return folder;
}
