import { nextTurn } from '../../platform/clock/turn.ts';
import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { MailError } from './mail-error.ts';
import { readFactBlock } from './message-block.ts';
import { SummaryPage } from './summary-page.ts';

/** A page is some 100 KB: for fewer messages of a block than this their own rows are read faster. */
export const leastMessagesOfPage = 32;
const blocksAtOnce = 2;

/**
 * Copies of `contents.summary`, 128 to a row. They are made in the background once a block has got all its UIDs and nothing
 * more comes (`pack-when-quiet.ts`) or has been listed, so that delivery and COPY do not wait for them, and go as soon as
 * a message of the block goes.
 */
export async function readSummaryPages(
  context: AccountContext,
  reader: SqlReader,
  folderId: number,
  blocks: readonly number[],
): Promise<Map<number, SummaryPage>> {
  if (blocks.length === 0) return new Map();
  const rows = await reader.all<{ block: number; data: Uint8Array }>(
    `SELECT block, data FROM message_summaries
     WHERE account = ? AND folder_id = ? AND block IN ${context.differences.numberList}`,
    reader.account,
    folderId,
    JSON.stringify(blocks),
  );
  return new Map(rows.map((row) => [row.block, new SummaryPage(row.data)]));
}

export async function dropSummaryPage(writer: SqlWriter, folderId: number, block: number): Promise<void> {
  await writer.run(
    'DELETE FROM message_summaries WHERE account = ? AND folder_id = ? AND block = ?',
    writer.account,
    folderId,
    block,
  );
}

const packing = new WeakSet<AccountContext>();

export interface BlockOfFolder {
  readonly folderId: number;
  readonly block: number;
}

/** Makes the pages of these blocks beside everything else; false: others are being made for the account, ask again. */
export function packInBackground(context: AccountContext, blocks: readonly BlockOfFolder[]): boolean {
  if (packing.has(context)) return false;
  if (blocks.length === 0) return true;
  packing.add(context);
  packBlocks(context, blocks)
    .catch((error) => {
      // Nothing depends on a page; what could not be made is made another time.
      if (!(error instanceof MailError)) context.log.error('mail.pack-failed', error);
    })
    .finally(() => packing.delete(context));
  return true;
}

async function packBlocks(context: AccountContext, blocks: readonly BlockOfFolder[]): Promise<void> {
  for (let at = 0; at < blocks.length; at += blocksAtOnce) {
    await context.scope.write(async (writer) => {
      for (const { folderId, block } of blocks.slice(at, at + blocksAtOnce))
        await packBlock(context, writer, folderId, block);
    });
    await nextTurn();
  }
}

async function packBlock(context: AccountContext, writer: SqlWriter, folderId: number, block: number): Promise<void> {
  const row = await writer.get<{ data: Uint8Array }>(
    'SELECT data FROM message_facts WHERE account = ? AND folder_id = ? AND block = ?',
    writer.account,
    folderId,
    block,
  );
  if (row === undefined) return;
  const facts = readFactBlock(row.data);
  if (facts.uids.length < leastMessagesOfPage) return;
  const rows = await writer.all<{ content_id: number; summary: Uint8Array }>(
    `SELECT content_id, summary FROM contents WHERE account = ? AND content_id IN ${context.differences.numberList}`,
    writer.account,
    JSON.stringify([...facts.contentIds]),
  );
  const summaries = new Map(rows.map(({ content_id: id, summary }) => [id, summary]));
  const messages: { uid: number; summary: Uint8Array }[] = [];
  for (const [index, uid] of facts.uids.entries()) {
    const summary = summaries.get(facts.contentIds[index] as number);
    if (summary !== undefined) messages.push({ uid, summary });
  }
  await writer.run(
    `INSERT INTO message_summaries (account, folder_id, block, data) VALUES (?, ?, ?, ?)
     ON CONFLICT (account, folder_id, block) DO NOTHING`,
    writer.account,
    folderId,
    block,
    SummaryPage.pack(messages),
  );
}
