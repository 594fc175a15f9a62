import { nextTurn } from '../../platform/clock/turn.ts';
import { deletePieces } from '../../storage/content-store.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { MailError } from './mail-error.ts';
import { dropEmptyBlocks } from './signature-blocks.ts';

/** Pieces removed in one transaction: a few milliseconds, so that nobody waits for a large deletion. */
const mostPieces = 16;
const mostContents = 64;
/** What is staged for so long belongs to nobody any more. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

/**
 * Frees what expunged messages left behind, a little at a time. Deleting a message only drops its reference: freeing
 * 35 MB is a walk over thousands of pages. What a crash leaves is found by the next sweep.
 */
export async function sweepUnusedContents(
  context: AccountContext,
  options?: { readonly alsoStaged: boolean },
): Promise<void> {
  // Nobody can be writing a message before the account has been opened.
  const stagedBefore = options?.alsoStaged === true ? Number.MAX_SAFE_INTEGER : context.clock.now() - abandonedAfterMs;
  const isWorthWriting = await context.scope.read(
    async (reader) =>
      await reader.get(
        'SELECT 1 AS found FROM contents WHERE account = ? AND refs = 0 AND (staged_at IS NULL OR staged_at < ?) LIMIT 1',
        reader.account,
        stagedBefore,
      ),
  );
  if (isWorthWriting === undefined) return;
  while (await context.scope.write(async (writer) => await sweepSome(writer, stagedBefore))) await nextTurn();
}

const sweeping = new WeakSet<AccountContext>();

/** Starts a sweep beside everything else, if none is at work for the account. */
export function sweepInBackground(context: AccountContext): void {
  if (sweeping.has(context)) return;
  sweeping.add(context);
  sweepUnusedContents(context)
    .catch((error) => {
      // Closing the storage ends it; the next start goes on.
      if (!(error instanceof MailError && error.code === 'storage-unavailable'))
        context.log.error('mail.sweep-failed', error);
    })
    .finally(() => sweeping.delete(context));
}

async function sweepSome(writer: SqlWriter, stagedBefore: number): Promise<boolean> {
  // First of all, so that no append takes for whole what has lost some of its pieces.
  await writer.run(
    'UPDATE contents SET staged_at = NULL WHERE account = ? AND refs = 0 AND staged_at < ?',
    writer.account,
    stagedBefore,
  );
  const unused = await writer.all<{ content_id: number }>(
    `SELECT content_id FROM contents WHERE account = ? AND refs = 0 AND staged_at IS NULL LIMIT ${mostContents}`,
    writer.account,
  );
  let left = mostPieces;
  const gone: number[] = [];
  for (const { content_id: contentId } of unused) {
    const removed = await deletePieces(writer, contentId, left);
    left -= removed;
    if (left <= 0) return true;
    await writer.run(
      'DELETE FROM contents WHERE account = ? AND content_id = ? AND refs = 0',
      writer.account,
      contentId,
    );
    gone.push(contentId);
  }
  await dropEmptyBlocks(writer, gone);
  return unused.length === mostContents;
}
