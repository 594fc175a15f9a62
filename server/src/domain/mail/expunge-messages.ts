import { type AccountContext, announce } from './account-context.ts';
import type { ExpungeOptions } from './account-store.ts';
import { flagBits } from './flags.ts';
import { loadSelectableFolder, saveFolder, statusOf } from './folder-draft.ts';
import { keepDeleted } from './keep-deleted.ts';
import { letGoInBackground } from './let-go-of-deleted.ts';
import { requireMailboxState, saveMailboxState } from './mailbox-state.ts';
import { removeMessages } from './remove-messages.ts';
import { type UidSet, uidSetOf } from './uid-set.ts';

/** RFC 9051 §6.4.3, §6.4.9. */
export async function expungeMessages(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  options: ExpungeOptions,
): Promise<{ readonly expunged: UidSet; readonly modSeq: number }> {
  const result = await context.scope.write(async (writer) => {
    const folder = await loadSelectableFolder(writer, folderId);
    // Most EXPUNGEs find nothing to do.
    if (options.onlyDeleted && folder.deleted === 0) return { expunged: [], modSeq: folder.highest_modseq };
    const removed = await removeMessages(
      context,
      writer,
      folder,
      uids,
      (bits) => !options.onlyDeleted || (bits & flagBits.deleted) !== 0,
    );
    if (removed.length === 0) return { expunged: [], modSeq: folder.highest_modseq };
    await keepDeleted(context, writer, folder, removed, options.areElsewhere === true ? 'replaced' : 'deleted');
    const state = await requireMailboxState(writer);
    state.messages -= removed.length;
    state.size_bytes -= removed.reduce((sum, message) => sum + message.sizeBytes, 0);
    await saveMailboxState(writer, state);
    await saveFolder(writer, folder);
    announce(context, writer, folderId, folder.highest_modseq, { status: statusOf(folder) });
    return { expunged: uidSetOf(removed.map((message) => message.uid)), modSeq: folder.highest_modseq };
  });
  if (result.expunged.length > 0) letGoInBackground(context);
  return result;
}
