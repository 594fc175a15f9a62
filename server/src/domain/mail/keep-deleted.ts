import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { countReferences } from './content-references.ts';
import type { FolderDraft } from './folder-draft.ts';
import { KeywordSets } from './keyword-sets.ts';
import { MailError } from './mail-error.ts';
import { blockOf } from './message-block.ts';
import { insertRows, type KeptRow, loadTotals, rowOf, saveTotals } from './recoverable-rows.ts';
import type { RemovedMessage } from './remove-messages.ts';

/** Why messages left a folder: somebody deleted them, or others stand in their place (RFC 8508, a MOVE to another mailbox). */
export type Leaving = 'deleted' | 'replaced';

/**
 * What becomes of messages that were taken out of a folder: kept as recoverable items, their references with them, or their
 * references are counted off. Part of the transaction that took them out.
 * @throws MailError 'over-quota' when a hold lets nothing go and there is no room for more.
 */
export async function keepDeleted(
  context: AccountContext,
  writer: SqlWriter,
  folder: FolderDraft,
  removed: readonly RemovedMessage[],
  leaving: Leaving,
): Promise<void> {
  if (removed.length === 0) return;
  const terms = context.retention();
  // Exchange keeps no earlier version of a draft, unless the mailbox is on hold.
  if (terms.hold === undefined && (terms.retainMs === 0 || leaving === 'replaced')) {
    const contentIds = removed.map((message) => message.contentId);
    await countReferences(writer, context.differences, contentIds, -1);
    return;
  }
  const totals = await loadTotals(writer);
  const sizeBytes = removed.reduce((sum, message) => sum + message.sizeBytes, 0);
  const held = totals.size_bytes + totals.purged_bytes;
  if (terms.hold !== undefined && terms.quotaBytes !== null && held + sizeBytes > terms.quotaBytes) {
    const error = new MailError(
      'over-quota',
      `The mailbox is on hold and its recoverable items have ${held} bytes of ${terms.quotaBytes}: nothing more can be deleted. ` +
        'Ask your administrator to raise RecoverableItemsQuota.',
    );
    context.log.error('mail.recoverable-items-full', error);
    throw error;
  }
  // Most messages have no keywords.
  const { sets } = removed.every(({ keywordSet }) => keywordSet === 0)
    ? KeywordSets.empty(folder.folder_id)
    : await KeywordSets.load(writer, folder.folder_id);
  const place = { deletedAt: context.clock.now(), folderId: folder.folder_id, folderName: folder.name };
  const rows: KeptRow[] = [];
  for (let from = 0; from < removed.length; ) {
    const block = blockOf((removed[from] as RemovedMessage).uid);
    let to = from + 1;
    while (to < removed.length && blockOf((removed[to] as RemovedMessage).uid) === block) to++;
    rows.push(rowOf({ ...place, rowId: totals.next_row_id++ }, removed.slice(from, to), sets));
    from = to;
  }
  await insertRows(writer, rows);
  totals.items += removed.length;
  totals.size_bytes += sizeBytes;
  await saveTotals(writer, totals);
  const { warningBytes } = terms;
  // Once for each time that it is crossed: what was let go since may cross it again.
  if (warningBytes !== null && held < warningBytes && held + sizeBytes >= warningBytes)
    writer.onCommit(() =>
      context.log.warn('mail.recoverable-items-warning', { bytes: held + sizeBytes, warningBytes }),
    );
}
