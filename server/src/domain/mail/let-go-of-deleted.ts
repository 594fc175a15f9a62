import { nextTurn } from '../../platform/clock/turn.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { countReferences } from './content-references.ts';
import { MailError } from './mail-error.ts';
import { countKept, keepInRow, keptRows, loadTotals, saveTotals } from './recoverable-rows.ts';
import { keepsNothing, type RetentionTerms } from './recoverable-items.ts';
import { sweepUnusedContents } from './unused-contents.ts';

/** Rows of at most 128 messages that go in one transaction: nobody waits for a large deletion. */
const rowsAtOnce = 2;

/**
 * Lets go of deleted messages whose time is over, and of the oldest where there are more than RecoverableItemsQuota, then
 * frees their contents. Each step is a transaction of its own: a crash leaves the rest to the next call.
 */
export async function letGoOfDeleted(context: AccountContext): Promise<void> {
  while (await isAnythingToGo(context)) {
    await context.scope.write(async (writer) => await letSomeGo(context, writer));
    await nextTurn();
  }
  await sweepUnusedContents(context);
}

const atWork = new WeakSet<AccountContext>();

/** Starts that beside everything else, if it is not at work for the account. */
export function letGoInBackground(context: AccountContext): void {
  if (atWork.has(context)) return;
  atWork.add(context);
  letGoOfDeleted(context)
    .catch((error) => {
      // Closing the storage ends it; the next start goes on.
      if (!(error instanceof MailError && error.code === 'storage-unavailable'))
        context.log.error('mail.letting-go-failed', error);
    })
    .finally(() => atWork.delete(context));
}

/** Deleted before this is to go; `null`: nothing for its age. */
function endOfTime({ retainMs, hold }: RetentionTerms, now: number): number | null {
  if (hold === undefined) return now - retainMs;
  return hold.durationMs === null ? null : now - Math.max(retainMs, hold.durationMs);
}

async function isAnythingToGo(context: AccountContext): Promise<boolean> {
  const terms = context.retention();
  if (terms === keepsNothing) return false;
  return await context.scope.read(async (reader) => {
    const oldest = await reader.get<{ deleted_at: number }>(
      'SELECT deleted_at FROM recoverable_items WHERE account = ? ORDER BY deleted_at LIMIT 1',
      reader.account,
    );
    if (oldest === undefined) return false;
    const end = endOfTime(terms, context.clock.now());
    if (end !== null && Number(oldest.deleted_at) <= end) return true;
    return isOverQuota(terms, await loadTotals(reader));
  });
}

/** On hold nothing goes for want of room. */
function isOverQuota(terms: RetentionTerms, totals: Awaited<ReturnType<typeof loadTotals>>): boolean {
  return (
    terms.hold === undefined && terms.quotaBytes !== null && totals.size_bytes + totals.purged_bytes > terms.quotaBytes
  );
}

async function letSomeGo(context: AccountContext, writer: SqlWriter): Promise<void> {
  const terms = context.retention();
  const end = endOfTime(terms, context.clock.now());
  const totals = await loadTotals(writer);
  const contentIds: number[] = [];
  for (const row of await keptRows(writer, `ORDER BY deleted_at, row_id LIMIT ${rowsAtOnce}`)) {
    const isOver = end !== null && row.deletedAt <= end;
    // For want of room no more go than must.
    let at = 0;
    for (; at < row.facts.uids.length && (isOver || isOverQuota(terms, totals)); at++) {
      countKept(totals, row, at, -1);
      contentIds.push(row.facts.contentIds[at] as number);
    }
    if (at === 0) break;
    const left = Array.from({ length: row.facts.uids.length - at }, (_, index) => at + index);
    await keepInRow(writer, row, left);
  }
  if (contentIds.length === 0) return;
  await saveTotals(writer, totals);
  await countReferences(writer, context.differences, contentIds, -1);
}
