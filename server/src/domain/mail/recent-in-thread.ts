import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { allFolders } from './list-folders.ts';
import { blockOf, readFactBlock } from './message-block.ts';
import { TimeSlice } from './time-slice.ts';
import { momentMs } from './zoned-moment.ts';

/** As long as Exchange's mailbox stores look back. */
const lookBackMs = 3_600_000;
/** Trace fields and what rules write make two copies differ in size, by no more than a header has. */
const mostTraceBytes = 64 * 1024;
const mostFound = 8;
const pageBlocks = 4;

/**
 * Contents of about this size that came into a thread within the hour, the newest first. What lies with the junk is not
 * among them: what looks forged never stands for the true one.
 */
export async function recentInThread(
  context: AccountContext,
  threadId: number,
  sizeBytes: number,
): Promise<readonly number[]> {
  const now = context.clock.now();
  const isRecent = (moment: number): boolean => Math.abs(now - moment) < lookBackMs;
  const cameAt = new Map<number, number>();
  const slice = new TimeSlice();
  await context.scope.read(async (reader) => {
    for (const { folder_id: folderId, uid_next: uidNext, special_use: use, messages } of await allFolders(reader)) {
      if (messages === 0 || use === 'junk') continue;
      for await (const block of blocksFromNewest(reader, folderId, blockOf(uidNext - 1))) {
        for (const [at, thread] of block.threadIds.entries()) {
          const came = momentMs(block.internalDates[at] as number);
          if (thread !== threadId || !isRecent(came)) continue;
          if (Math.abs((block.sizes[at] as number) - sizeBytes) > mostTraceBytes) continue;
          cameAt.set(block.contentIds[at] as number, came);
        }
        // What is put into a folder comes last in it.
        if (!block.savedDates.some(isRecent)) break;
        await slice.rest();
      }
      await slice.rest();
    }
  });
  const newestFirst = [...cameAt].sort(([, a], [, b]) => b - a);
  return newestFirst.slice(0, mostFound).map(([contentId]) => contentId);
}

async function* blocksFromNewest(
  reader: SqlReader,
  folderId: number,
  newest: number,
): AsyncGenerator<ReturnType<typeof readFactBlock>> {
  for (let last = newest; ; ) {
    const rows = await reader.all<{ block: number; data: Uint8Array }>(
      `SELECT block, data FROM message_facts WHERE account = ? AND folder_id = ? AND block <= ? ORDER BY block DESC LIMIT ${pageBlocks}`,
      reader.account,
      folderId,
      last,
    );
    for (const { data } of rows) yield readFactBlock(data);
    if (rows.length < pageBlocks) return;
    last = Number(rows.at(-1)?.block) - 1;
  }
}
