import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { type FolderDraft, loadSelectableFolder } from './folder-draft.ts';
import { type MailboxState, requireMailboxState } from './mailbox-state.ts';
import type { BlockRows } from './message-rows.ts';

/** What an append reads before it writes. */
export interface AppendGround {
  readonly folder: FolderDraft;
  readonly mailbox: MailboxState;
  /** The block of the folder's newest message. */
  readonly newest: BlockRows | null;
}

/** Accounts whose last append is remembered, those that got mail last: 10 KB each. */
const mostRemembered = 256;

/** In order of last use: a Map keeps the order of insertion. */
const lastOf = new Map<AccountContext, AppendGround & { readonly state: number }>();

/** From memory when nobody has written since the last append. @throws MailError as the reading of its parts. */
export async function groundOf(context: AccountContext, writer: SqlWriter, folderId: number): Promise<AppendGround> {
  const last = lastOf.get(context);
  // It is about to be changed; when that fails it must be read again.
  lastOf.delete(context);
  if (last !== undefined && last.state === writer.states?.before && last.folder.folder_id === folderId) return last;
  return {
    folder: await loadSelectableFolder(writer, folderId),
    mailbox: await requireMailboxState(writer),
    newest: null,
  };
}

/** Call it last in the transaction, with what it leaves behind. */
export function rememberGround(context: AccountContext, writer: SqlWriter, ground: AppendGround): void {
  if (writer.states === null) return;
  lastOf.set(context, { ...ground, state: writer.states.after });
  const [oldest] = lastOf.keys();
  if (lastOf.size > mostRemembered && oldest !== undefined) lastOf.delete(oldest);
}
