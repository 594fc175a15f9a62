import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { TimeSlice } from './time-slice.ts';
import { BlockCursor } from './block-cursor.ts';
import { countMessage, type FolderDraft } from './folder-draft.ts';
import { keepFacts, keepStates, readFactBlock, readStateBlock, type StateBlock } from './message-block.ts';
import { dropSummaryPage } from './packed-summaries.ts';
import { putFacts, putStates } from './message-rows.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import { type UidSet, uidSetOf } from './uid-set.ts';

const pageBlocks = 16;

/** A message that was taken out of a folder. */
export interface RemovedMessage {
  readonly uid: number;
  readonly contentId: number;
  readonly threadId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly savedDate: number;
  readonly sentDate: number;
  readonly bits: number;
  readonly keywordSet: number;
}

/**
 * Takes messages out of a folder, records their UIDs under a new modseq and counts them off. References to their
 * contents stay as they were. The folder is changed, not saved.
 */
export async function removeMessages(
  context: AccountContext,
  writer: SqlWriter,
  folder: FolderDraft,
  uids: UidSet,
  isChosen?: (bits: number) => boolean,
): Promise<RemovedMessage[]> {
  const removed: RemovedMessage[] = [];
  await visitMessages(context, writer, folder, uids, async (block, messages, states, facts) => {
    const chosen =
      isChosen === undefined ? messages : messages.filter((index) => isChosen(states.bits[index] as number));
    if (chosen.length === 0) return;
    for (const index of chosen) {
      const message = messageAt(states, facts, index);
      removed.push(message);
      countMessage(folder, message.bits, message.sizeBytes, -1);
    }
    const kept: number[] = [];
    let gone = 0;
    for (let index = 0; index < states.uids.length; index++)
      if (chosen[gone] === index) gone++;
      else kept.push(index);
    const left = keepStates(states, kept);
    await putStates(writer, folder.folder_id, block, left, newestOf(left));
    await putFacts(writer, folder.folder_id, block, keepFacts(facts, kept));
    await dropSummaryPage(writer, folder.folder_id, block);
  });
  if (removed.length === 0) return removed;
  const modSeq = ++folder.highest_modseq;
  await writer.runMany(
    'INSERT INTO expunged (account, folder_id, modseq, first_uid, last_uid) VALUES (?, ?, ?, ?, ?)',
    uidSetOf(removed.map(({ uid }) => uid)).map(({ first, last }) => [
      writer.account,
      folder.folder_id,
      modSeq,
      first,
      last,
    ]),
  );
  return removed;
}

/** The messages named, as they stand in the folder. */
export async function collectMessages(
  context: AccountContext,
  writer: SqlWriter,
  folder: FolderDraft,
  uids: UidSet,
): Promise<RemovedMessage[]> {
  const found: RemovedMessage[] = [];
  await visitMessages(context, writer, folder, uids, async (_block, messages, states, facts) => {
    for (const index of messages) found.push(messageAt(states, facts, index));
  });
  return found;
}

type Facts = ReturnType<typeof readFactBlock>;

async function visitMessages(
  context: AccountContext,
  writer: SqlWriter,
  folder: FolderDraft,
  uids: UidSet,
  visit: (block: number, messages: number[], states: StateBlock, facts: Facts) => Promise<void>,
): Promise<void> {
  const list = context.differences.numberList;
  const cursor = new BlockCursor('message_states', folder.folder_id, uids, list);
  const isWanted = ascendingMatcher(uids);
  const slice = new TimeSlice();
  while (!cursor.isDone) {
    const rows = await cursor.page(writer, pageBlocks);
    const factsByBlock = await readFacts(
      writer,
      folder.folder_id,
      list,
      rows.map((row) => row.block),
    );
    for (const row of rows) {
      const states = readStateBlock(row.data);
      const wanted: number[] = [];
      for (let index = 0; index < states.uids.length; index++)
        if (isWanted(states.uids[index] as number)) wanted.push(index);
      if (wanted.length === 0) continue;
      const data = factsByBlock.get(row.block);
      if (data === undefined)
        throw new Error(`Folder ${folder.folder_id} lacks facts of block ${row.block}; run relais verify.`);
      await visit(row.block, wanted, states, readFactBlock(data));
    }
    await slice.rest();
  }
}

async function readFacts(
  reader: SqlReader,
  folderId: number,
  numberList: string,
  blocks: readonly number[],
): Promise<Map<number, Uint8Array>> {
  const [only] = blocks;
  const rows = await reader.all<{ block: number; data: Uint8Array }>(
    `SELECT block, data FROM message_facts
     WHERE account = ? AND folder_id = ? AND block ${blocks.length === 1 ? '= ?' : `IN ${numberList}`}`,
    reader.account,
    folderId,
    blocks.length === 1 ? (only as number) : JSON.stringify(blocks),
  );
  return new Map(rows.map((row) => [row.block, row.data]));
}

function messageAt(states: StateBlock, facts: Facts, index: number): RemovedMessage {
  if (states.uids[index] !== facts.uids[index])
    throw new Error(`Facts and flags of UID ${states.uids[index]} do not stand side by side; run relais verify.`);
  return {
    uid: states.uids[index] as number,
    contentId: facts.contentIds[index] as number,
    threadId: facts.threadIds[index] as number,
    sizeBytes: facts.sizes[index] as number,
    internalDate: facts.internalDates[index] as number,
    savedDate: facts.savedDates[index] as number,
    sentDate: facts.sentDates[index] as number,
    bits: states.bits[index] as number,
    keywordSet: states.keywordSets[index] as number,
  };
}

function newestOf(states: StateBlock): number {
  let newest = 0;
  for (const modSeq of states.modSeqs) if (modSeq > newest) newest = modSeq;
  return newest;
}
