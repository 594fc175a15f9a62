import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import { makeFolder } from './create-folder.ts';
import { flagBits } from './flags.ts';
import {
  findFolder,
  type FolderDraft,
  folderColumns,
  loadSelectableFolder,
  saveFolder,
  statusOf,
} from './folder-draft.ts';
import { KeywordSets } from './keyword-sets.ts';
import { type MailboxState, requireMailboxState, requireRoom, saveMailboxState } from './mailbox-state.ts';
import { addMessages, type NewMessage } from './message-rows.ts';
import { namedItems } from './named-items.ts';
import { countKept, itemIdOf, keepInRow, type KeptRow, loadTotals, purgedBit, saveTotals } from './recoverable-rows.ts';
import type { RecoveredItem, RecoverOptions } from './recoverable-items.ts';

/** Messages on their way back into one folder. */
interface Returning {
  readonly folder: FolderDraft;
  readonly keywordSets: KeywordSets;
  readonly itemIds: string[];
  readonly messages: NewMessage[];
}

/**
 * Puts kept messages back, in one transaction: references and contents stay as they are.
 * @throws MailError 'over-quota', 'folder-not-found', 'folder-limit', 'keyword-limit'; then nothing has changed.
 */
export async function recoverItems(
  context: AccountContext,
  itemIds: readonly string[],
  { folderId, alsoPurged = false }: RecoverOptions = {},
): Promise<{ readonly recovered: readonly RecoveredItem[]; readonly missing: readonly string[] }> {
  return await context.scope.write(async (writer) => {
    const { found, missing } = await namedItems(writer, context.differences.numberList, itemIds, { alsoPurged });
    if (found.length === 0) return { recovered: [], missing };
    const state = await requireMailboxState(writer);
    const totals = await loadTotals(writer);
    const targets = new Map<number, Returning>();
    const now = context.clock.now();
    for (const { row, places } of found) {
      const target = await targetOf(context, writer, state, row, folderId, targets);
      for (const at of places) {
        countKept(totals, row, at, -1);
        target.itemIds.push(itemIdOf(row, at));
        const set = row.keywordSets[row.states.keywordSets[at] as number] ?? [];
        target.messages.push({
          contentId: row.facts.contentIds[at] as number,
          threadId: row.facts.threadIds[at] as number,
          sizeBytes: row.facts.sizes[at] as number,
          internalDate: row.facts.internalDates[at] as number,
          sentDate: row.facts.sentDates[at] as number,
          // RFC 8514 §4.1: when it came into this folder.
          savedDate: now,
          bits: (row.states.bits[at] as number) & ~(purgedBit | flagBits.deleted),
          keywordSet: target.keywordSets.numberOf(set, context.limits),
        });
      }
      const named = new Set(places);
      await keepInRow(
        writer,
        row,
        [...row.facts.uids.keys()].filter((at) => !named.has(at)),
      );
    }
    const recovered: RecoveredItem[] = [];
    for (const target of targets.values()) {
      const { folder, messages } = target;
      const sizeBytes = messages.reduce((sum, message) => sum + message.sizeBytes, 0);
      requireRoom(context, state, sizeBytes);
      state.size_bytes += sizeBytes;
      state.messages += messages.length;
      await target.keywordSets.save(writer);
      const { uids } = await addMessages(writer, folder, messages);
      await saveFolder(writer, folder);
      announce(context, writer, folder.folder_id, folder.highest_modseq, { status: statusOf(folder) });
      const place = { folderId: folder.folder_id, folderName: folder.name };
      target.itemIds.forEach((itemId, index) => recovered.push({ itemId, ...place, uid: uids[index] as number }));
    }
    await saveTotals(writer, totals);
    await saveMailboxState(writer, state);
    return { recovered, missing };
  });
}

/** The folder asked for, or that which the messages were in, under whatever name, or one of the name that it had. */
async function targetOf(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  row: KeptRow,
  wanted: number | undefined,
  targets: Map<number, Returning>,
): Promise<Returning> {
  let folder =
    wanted === undefined
      ? ((await selectableFolder(writer, row.folderId)) ?? (await findFolder(writer, row.folderName)))
      : await loadSelectableFolder(writer, wanted);
  if (folder === undefined || folder.selectable === 0) {
    folder = await makeFolder(context, writer, state, row.folderName, null);
    announce(context, writer, null, 0);
  }
  let target = targets.get(folder.folder_id);
  if (target === undefined) {
    const keywordSets = await KeywordSets.load(writer, folder.folder_id);
    target = { folder, keywordSets, itemIds: [], messages: [] };
    targets.set(folder.folder_id, target);
  }
  return target;
}

async function selectableFolder(reader: SqlReader, folderId: number): Promise<FolderDraft | undefined> {
  return await reader.get<FolderDraft>(
    `SELECT ${folderColumns} FROM folders WHERE account = ? AND folder_id = ? AND selectable = 1`,
    reader.account,
    folderId,
  );
}
