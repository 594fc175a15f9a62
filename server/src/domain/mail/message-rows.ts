import type { SqlWriter } from '../../storage/sql-engine.ts';
import { countMessage, type FolderDraft } from './folder-draft.ts';
import {
  addFacts,
  addStates,
  blockOf,
  bytesOf,
  type FactBlock,
  lastUidOf,
  type MessageFacts,
  type MessageState,
  readFactBlock,
  readStateBlock,
  type StateBlock,
} from './message-block.ts';
import { MailError } from './mail-error.ts';
import { TimeSlice } from './time-slice.ts';

/** A message about to stand in a folder. */
export interface NewMessage {
  readonly contentId: number;
  readonly threadId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly savedDate: number;
  readonly sentDate: number;
  readonly bits: number;
  readonly keywordSet: number;
}

/** The two rows of a block. */
export interface BlockRows {
  readonly block: number;
  readonly states: StateBlock;
  readonly facts: FactBlock;
}

export const largestUid = 0xffff_ffff;

/**
 * Gives the messages the next UIDs and a modseq, in order, and counts them. The folder is changed, not saved. `known`: rows
 * that need not be read; `newest` are those of the last message.
 */
export async function addMessages(
  writer: SqlWriter,
  folder: FolderDraft,
  messages: readonly NewMessage[],
  known: BlockRows | null = null,
): Promise<{ readonly uids: number[]; readonly newest: BlockRows | null }> {
  const slice = new TimeSlice();
  const firstUid = folder.uid_next;
  if (firstUid + messages.length > largestUid)
    throw new MailError('limit', `"${folder.name}" has given all its UIDs. Move its messages to a new folder.`);
  const modSeq = ++folder.highest_modseq;
  folder.uid_next += messages.length;
  let newest = known;
  for (let done = 0; done < messages.length; ) {
    const uid = firstUid + done;
    const block = blockOf(uid);
    const part = messages.slice(done, done + (lastUidOf(block) - uid + 1));
    newest = await extendBlock(writer, folder, block, modSeq, uid, part, newest);
    for (const message of part) countMessage(folder, message.bits, message.sizeBytes, 1);
    done += part.length;
    await slice.rest();
  }
  return { uids: messages.map((_, index) => firstUid + index), newest };
}

async function extendBlock(
  writer: SqlWriter,
  folder: FolderDraft,
  block: number,
  modSeq: number,
  firstUid: number,
  messages: readonly NewMessage[],
  known: BlockRows | null,
): Promise<BlockRows> {
  const states: MessageState[] = messages.map((message, index) => ({ ...message, uid: firstUid + index, modSeq }));
  const facts: MessageFacts[] = messages.map((message, index) => ({ ...message, uid: firstUid + index }));
  const isFresh = firstUid % 128 === 0;
  const key = [writer.account, folder.folder_id, block] as const;
  const [oldStates, oldFacts] = isFresh
    ? [null, null]
    : known?.block === block
      ? [known.states, known.facts]
      : await loadBlock(writer, key);
  const rows: BlockRows = { block, states: addStates(oldStates, states), facts: addFacts(oldFacts, facts) };
  await putStates(writer, folder.folder_id, block, rows.states, modSeq);
  await putFacts(writer, folder.folder_id, block, rows.facts);
  return rows;
}

async function loadBlock(
  writer: SqlWriter,
  key: readonly [number, number, number],
): Promise<[StateBlock | null, FactBlock | null]> {
  const states = await writer.get<{ data: Uint8Array }>(
    'SELECT data FROM message_states WHERE account = ? AND folder_id = ? AND block = ?',
    ...key,
  );
  const facts = await writer.get<{ data: Uint8Array }>(
    'SELECT data FROM message_facts WHERE account = ? AND folder_id = ? AND block = ?',
    ...key,
  );
  return [states ? readStateBlock(states.data) : null, facts ? readFactBlock(facts.data) : null];
}

/** `newest`: at least one message of the block has this modseq, none a higher one. An empty block's row goes. */
export async function putStates(
  writer: SqlWriter,
  folderId: number,
  block: number,
  states: StateBlock,
  newest: number,
): Promise<void> {
  if (states.uids.length === 0) {
    await writer.run(
      'DELETE FROM message_states WHERE account = ? AND folder_id = ? AND block = ?',
      writer.account,
      folderId,
      block,
    );
    return;
  }
  await writer.run(
    `INSERT INTO message_states (account, folder_id, block, max_modseq, data) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account, folder_id, block) DO UPDATE SET max_modseq = excluded.max_modseq, data = excluded.data`,
    writer.account,
    folderId,
    block,
    newest,
    bytesOf(states),
  );
}

export async function putFacts(writer: SqlWriter, folderId: number, block: number, facts: FactBlock): Promise<void> {
  if (facts.uids.length === 0) {
    await writer.run(
      'DELETE FROM message_facts WHERE account = ? AND folder_id = ? AND block = ?',
      writer.account,
      folderId,
      block,
    );
    return;
  }
  await writer.run(
    `INSERT INTO message_facts (account, folder_id, block, data) VALUES (?, ?, ?, ?)
     ON CONFLICT (account, folder_id, block) DO UPDATE SET data = excluded.data`,
    writer.account,
    folderId,
    block,
    bytesOf(facts),
  );
}
