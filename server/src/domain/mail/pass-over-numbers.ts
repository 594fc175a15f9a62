import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import { type FolderDraft, folderColumns, saveFolder } from './folder-draft.ts';
import { loadMailboxState, saveMailboxState } from './mailbox-state.ts';
import { readStateBlock } from './message-block.ts';
import { largestUid, putStates } from './message-rows.ts';
import { TimeSlice } from './time-slice.ts';

/** More than were given after any backup that somebody goes back to; a folder can be passed over some thousand times. */
const passedUids = 1 << 20;
const passedModSeqs = 2 ** 32;
const passedContents = 2 ** 24;
const passedFolders = 1 << 16;

/**
 * For a mailbox that was put back from a backup: what came after it is gone, but mail programs have seen it under numbers that would be
 * given again, and a UID names one message for ever (RFC 9051 §2.3.1.1). So each folder goes on behind all that may have been
 * given: the UIDs between count as expunged, and every message has a modseq that is new to all, so that programs drop what is gone and
 * read the flags anew, but no message (RFC 7162). UIDVALIDITY stays. So do new contents and folders have new ids (RFC 8474). Twice is
 * as right as once.
 */
export async function passOverNumbers(context: AccountContext): Promise<void> {
  await context.scope.write(async (writer) => {
    const state = await loadMailboxState(writer);
    // One that nobody has used yet has given nothing.
    if (state === undefined) return;
    const folders = await writer.all<FolderDraft>(
      `SELECT ${folderColumns} FROM folders WHERE account = ? ORDER BY folder_id`,
      writer.account,
    );
    const slice = new TimeSlice();
    for (const folder of folders) await passOver(writer, folder, slice);
    state.next_content_id += passedContents;
    state.next_folder_id += passedFolders;
    await saveMailboxState(writer, state);
    announce(context, writer, null, 0);
  });
}

async function passOver(writer: SqlWriter, folder: FolderDraft, slice: TimeSlice): Promise<void> {
  const first = folder.uid_next;
  // A folder that has given nearly all of them keeps the half of what is left.
  const passed = Math.min(passedUids, Math.floor((largestUid - first) / 2));
  folder.highest_modseq += passedModSeqs;
  folder.uid_next += passed;
  if (passed > 0)
    await writer.run(
      'INSERT INTO expunged (account, folder_id, modseq, first_uid, last_uid) VALUES (?, ?, ?, ?, ?)',
      writer.account,
      folder.folder_id,
      folder.highest_modseq,
      first,
      first + passed - 1,
    );
  const rows = await writer.all<{ block: number; data: Uint8Array }>(
    'SELECT block, data FROM message_states WHERE account = ? AND folder_id = ? ORDER BY block',
    writer.account,
    folder.folder_id,
  );
  for (const { block, data } of rows) {
    const states = readStateBlock(data);
    states.modSeqs.fill(folder.highest_modseq);
    await putStates(writer, folder.folder_id, Number(block), states, folder.highest_modseq);
    await slice.rest();
  }
  await saveFolder(writer, folder);
}
