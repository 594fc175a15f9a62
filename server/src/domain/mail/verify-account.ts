import { deserializeStructure, HeaderCutter } from '@relais/mime';
import { unpackPiece } from '../../storage/content-store.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { allCopies } from './content-references.ts';
import { unpackSummary } from './content-summary.ts';
import { flagBits } from './flags.ts';
import type { FolderDraft } from './folder-draft.ts';
import { KeywordSets } from './keyword-sets.ts';
import { allFolders } from './list-folders.ts';
import { loadMailboxState } from './mailbox-state.ts';
import { blockOf, readFactBlock, readStateBlock } from './message-block.ts';
import { countKept, itemIdOf, keptRows, loadTotals } from './recoverable-rows.ts';
import { SummaryPage } from './summary-page.ts';
import { TimeSlice } from './time-slice.ts';
import { uidSetHas, mergeRanges, type UidRange } from './uid-set.ts';

const pageBlocks = 32;
const pageContents = 16;

/**
 * Checks an account's rows against each other and its contents against what is known of them, all of one moment.
 * Yields a sentence per fault; nothing when all is well.
 */
export async function* verifyAccount(context: AccountContext): AsyncGenerator<string> {
  // Collected within the one transaction that holds the moment still, then told.
  const faults: string[] = [];
  await context.scope.read(async (reader) => {
    const state = await loadMailboxState(reader);
    if (state === undefined) return;
    const folders = await allFolders(reader);
    const references = new Map<number, { count: number; sizeBytes: number }>();
    const validities = new Set<number>();
    for (const folder of folders) {
      if (validities.has(folder.uid_validity))
        faults.push(`UIDVALIDITY ${folder.uid_validity} of "${folder.name}" is another folder's too.`);
      validities.add(folder.uid_validity);
      if (folder.folder_id >= state.next_folder_id)
        faults.push(
          `"${folder.name}" has id ${folder.folder_id}, but the next to be given is ${state.next_folder_id}.`,
        );
      if (folder.uid_validity > state.last_uid_validity)
        faults.push(`UIDVALIDITY ${folder.uid_validity} of "${folder.name}" could be given again.`);
      await verifyFolder(reader, folder, references, faults);
    }
    const count = (key: 'messages' | 'size_bytes'): number => folders.reduce((sum, folder) => sum + folder[key], 0);
    if (state.messages !== count('messages'))
      faults.push(`The mailbox counts ${state.messages} messages; its folders hold ${count('messages')}.`);
    if (state.size_bytes !== count('size_bytes'))
      faults.push(`The mailbox counts ${state.size_bytes} bytes; its folders hold ${count('size_bytes')}.`);
    await verifyRecoverable(reader, references, faults);
    await verifyContents(reader, references, state.next_content_id, faults);
  });
  yield* faults;
}

/** Deleted messages that are kept refer to their contents as those in folders do. */
async function verifyRecoverable(
  reader: SqlReader,
  references: Map<number, { count: number; sizeBytes: number }>,
  faults: string[],
): Promise<void> {
  const counted = await loadTotals(reader);
  const found = { ...counted, items: 0, size_bytes: 0, purged_items: 0, purged_bytes: 0 };
  const slice = new TimeSlice();
  for (let last = 0; ; ) {
    const rows = await keptRows(reader, `AND row_id > ? ORDER BY row_id LIMIT ${pageBlocks}`, last);
    for (const row of rows) {
      last = row.rowId;
      if (last >= counted.next_row_id)
        faults.push(`Recoverable items have a row ${last}, but the next to be given is ${counted.next_row_id}.`);
      if (row.states.uids.join() !== row.facts.uids.join())
        faults.push(`In row ${last} of the recoverable items flags and facts do not stand side by side.`);
      for (let at = 0; at < row.facts.uids.length; at++) {
        countKept(found, row, at, 1);
        const contentId = row.facts.contentIds[at] as number;
        const sizeBytes = row.facts.sizes[at] as number;
        const reference = references.get(contentId);
        if (reference === undefined) references.set(contentId, { count: 1, sizeBytes });
        else reference.count++;
        if (row.keywordSets[row.states.keywordSets[at] as number] === undefined)
          faults.push(`Recoverable item ${itemIdOf(row, at)} has keywords that are not known.`);
      }
    }
    if (rows.length < pageBlocks) break;
    await slice.rest();
  }
  for (const key of ['items', 'size_bytes', 'purged_items', 'purged_bytes'] as const)
    if (found[key] !== counted[key])
      faults.push(`The recoverable items count ${counted[key]} ${key}; there are ${found[key]}.`);
}

async function verifyFolder(
  reader: SqlReader,
  folder: FolderDraft,
  references: Map<number, { count: number; sizeBytes: number }>,
  faults: string[],
): Promise<void> {
  const fault = (text: string): void => void faults.push(`In folder "${folder.name}": ${text}`);
  const sets = await KeywordSets.load(reader, folder.folder_id);
  const expunged = mergeRanges(
    await reader.all<UidRange>(
      'SELECT first_uid AS first, last_uid AS last FROM expunged WHERE account = ? AND folder_id = ?',
      reader.account,
      folder.folder_id,
    ),
  );
  const totals = { messages: 0, unseen: 0, deleted: 0, size_bytes: 0 };
  let lastUid = 0;
  const slice = new TimeSlice();
  for (let next = 0; ; ) {
    const rows = await reader.all<{ block: number; max_modseq: number; states: Uint8Array; facts: Uint8Array | null }>(
      `SELECT s.block AS block, s.max_modseq AS max_modseq, s.data AS states, f.data AS facts
       FROM message_states s LEFT JOIN message_facts f
         ON f.account = s.account AND f.folder_id = s.folder_id AND f.block = s.block
       WHERE s.account = ? AND s.folder_id = ? AND s.block >= ? ORDER BY s.block LIMIT ${pageBlocks}`,
      reader.account,
      folder.folder_id,
      next,
    );
    for (const row of rows) {
      next = row.block + 1;
      const states = readStateBlock(row.states);
      if (row.facts === null) {
        fault(`block ${row.block} has flags but no facts.`);
        continue;
      }
      const facts = readFactBlock(row.facts);
      if (facts.uids.length !== states.uids.length)
        fault(`block ${row.block} has ${states.uids.length} flags and ${facts.uids.length} facts.`);
      for (let i = 0; i < states.uids.length; i++) {
        const uid = states.uids[i] as number;
        if (uid !== facts.uids[i]) fault(`flags of UID ${uid} stand beside facts of UID ${facts.uids[i]}.`);
        if (uid <= lastUid) fault(`UID ${uid} stands after UID ${lastUid}.`);
        if (uid >= folder.uid_next) fault(`UID ${uid} is there, but the next to be given is ${folder.uid_next}.`);
        if (blockOf(uid) !== row.block) fault(`UID ${uid} stands in block ${row.block}.`);
        if (uidSetHas(expunged, uid)) fault(`UID ${uid} is there and recorded as expunged.`);
        lastUid = uid;
        const modSeq = states.modSeqs[i] as number;
        if (modSeq > row.max_modseq || modSeq > folder.highest_modseq)
          fault(
            `UID ${uid} has modseq ${modSeq}, more than its block's ${row.max_modseq} or folder's ${folder.highest_modseq}.`,
          );
        if (sets.sets[states.keywordSets[i] as number] === undefined)
          fault(`UID ${uid} has keywords that are not known.`);
        const bits = states.bits[i] as number;
        totals.messages++;
        if ((bits & flagBits.seen) === 0) totals.unseen++;
        if ((bits & flagBits.deleted) !== 0) totals.deleted++;
        const sizeBytes = facts.sizes[i] as number;
        totals.size_bytes += sizeBytes;
        const contentId = facts.contentIds[i] as number;
        const reference = references.get(contentId);
        if (reference === undefined) references.set(contentId, { count: 1, sizeBytes });
        else reference.count++;
        if (reference !== undefined && reference.sizeBytes !== sizeBytes)
          fault(`UID ${uid} has ${sizeBytes} bytes, another copy of it ${reference.sizeBytes}.`);
      }
    }
    if (rows.length < pageBlocks) break;
    await slice.rest();
  }
  for (const key of ['messages', 'unseen', 'deleted', 'size_bytes'] as const)
    if (totals[key] !== folder[key]) fault(`it counts ${folder[key]} ${key} and holds ${totals[key]}.`);
  await verifySummaryPages(reader, folder.folder_id, fault);
  const factBlocks = await reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM message_facts f WHERE f.account = ? AND f.folder_id = ? AND NOT EXISTS (
       SELECT 1 FROM message_states s WHERE s.account = f.account AND s.folder_id = f.folder_id AND s.block = f.block)`,
    reader.account,
    folder.folder_id,
  );
  if ((factBlocks?.count ?? 0) > 0) fault(`${factBlocks?.count} blocks have facts but no flags.`);
}

/** The packed copies of summaries say what the contents say, and nothing of messages that are gone. */
async function verifySummaryPages(reader: SqlReader, folderId: number, fault: (text: string) => void): Promise<void> {
  const slice = new TimeSlice();
  for (let next = 0; ; ) {
    const row = await reader.get<{ block: number; pages: Uint8Array; facts: Uint8Array | null }>(
      `SELECT p.block AS block, p.data AS pages, f.data AS facts
       FROM message_summaries p LEFT JOIN message_facts f
         ON f.account = p.account AND f.folder_id = p.folder_id AND f.block = p.block
       WHERE p.account = ? AND p.folder_id = ? AND p.block >= ? ORDER BY p.block LIMIT 1`,
      reader.account,
      folderId,
      next,
    );
    if (row === undefined) return;
    next = row.block + 1;
    const page = new SummaryPage(row.pages);
    const facts = row.facts === null ? null : readFactBlock(row.facts);
    if (page.uids.join() !== (facts?.uids ?? []).join())
      fault(`the summaries of block ${row.block} are of other messages.`);
    for (let i = 0; facts !== null && i < facts.uids.length; i++) {
      const content = await reader.get<{ summary: Uint8Array }>(
        'SELECT summary FROM contents WHERE account = ? AND content_id = ?',
        reader.account,
        facts.contentIds[i] as number,
      );
      const uid = facts.uids[i] as number;
      const packed = page.find(uid);
      if (content === undefined || packed === null || Buffer.compare(content.summary, packed) !== 0)
        fault(`the packed summary of UID ${uid} is not its content's.`);
    }
    await slice.rest();
  }
}

async function verifyContents(
  reader: SqlReader,
  references: Map<number, { count: number; sizeBytes: number }>,
  nextContentId: number,
  faults: string[],
): Promise<void> {
  const fault = (id: number, text: string): void => void faults.push(`Content ${id} ${text}`);
  const slice = new TimeSlice();
  const copies = await allCopies(reader);
  for (let last = 0; ; ) {
    const rows = await reader.all<{
      content_id: number;
      refs: number;
      size_bytes: number;
      summary: Uint8Array;
      structure: Uint8Array;
      header: Uint8Array;
    }>(
      `SELECT content_id, refs, size_bytes, summary, structure, header FROM contents
       WHERE account = ? AND content_id > ? ORDER BY content_id LIMIT ${pageContents}`,
      reader.account,
      last,
    );
    for (const row of rows) {
      const id = row.content_id;
      last = id;
      const named = references.get(id);
      references.delete(id);
      if (id >= nextContentId) fault(id, `is there, but the next to be given is ${nextContentId}.`);
      const counted = row.refs + (copies.get(id) ?? 0);
      copies.delete(id);
      if (counted !== (named?.count ?? 0))
        fault(id, `counts ${counted} references; ${named?.count ?? 0} messages name it.`);
      if (row.refs === 0 && counted > 0) fault(id, `has ${counted} copies and would be swept.`);
      // On its way in or out: its pieces are nobody's yet, or no more.
      if (row.refs === 0) continue;
      if (named !== undefined && named.sizeBytes !== row.size_bytes)
        fault(id, `has ${row.size_bytes} bytes; its message says ${named.sizeBytes}.`);
      const summary = unpackSummary(row.summary);
      if (summary.envelope[0] !== 0x28 || summary.bodyStructure[0] !== 0x28) fault(id, 'has a broken summary.');
      try {
        const structure = deserializeStructure(row.structure);
        if (structure.sizeBytes !== row.size_bytes)
          fault(id, `has ${row.size_bytes} bytes; its structure says ${structure.sizeBytes}.`);
        if (row.header.length > 0 && !(await isHeaderOf(reader, id, row.header, structure.root.bodyStart)))
          fault(id, 'has a header kept beside it that is not its own.');
      } catch (error) {
        fault(id, `has a broken structure: ${(error as Error).message}`);
      }
      await verifyPieces(reader, id, row.size_bytes, (text) => fault(id, text));
    }
    if (rows.length < pageContents) break;
    await slice.rest();
  }
  for (const id of references.keys()) fault(id, 'is named by a message but missing.');
  for (const id of copies.keys()) fault(id, 'has copies and is missing.');
  const stray = await reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM content_pieces p WHERE p.account = ? AND NOT EXISTS (
       SELECT 1 FROM contents c WHERE c.account = p.account AND c.content_id = p.content_id)`,
    reader.account,
  );
  if ((stray?.count ?? 0) > 0) faults.push(`${stray?.count} pieces belong to no content.`);
}

/** The header that is kept for FETCH is the beginning of the message. */
async function isHeaderOf(
  reader: SqlReader,
  contentId: number,
  packed: Uint8Array,
  headerBytes: number,
): Promise<boolean> {
  const row = await reader.get<{ size_bytes: number; packing: number; data: Uint8Array }>(
    'SELECT size_bytes, packing, data FROM content_pieces WHERE account = ? AND content_id = ? AND piece = 0',
    reader.account,
    contentId,
  );
  if (row === undefined) return false;
  const first = await unpackPiece({ sizeBytes: row.size_bytes, packing: row.packing, data: row.data });
  const kept = Buffer.concat(new HeaderCutter({ what: 'header' }).cut(packed));
  return kept.equals(first.subarray(0, headerBytes));
}

async function verifyPieces(
  reader: SqlReader,
  contentId: number,
  sizeBytes: number,
  fault: (text: string) => void,
): Promise<void> {
  let total = 0;
  for (let index = 0; ; index++) {
    const row = await reader.get<{ size_bytes: number; packing: number; data: Uint8Array }>(
      'SELECT size_bytes, packing, data FROM content_pieces WHERE account = ? AND content_id = ? AND piece = ?',
      reader.account,
      contentId,
      index,
    );
    if (row === undefined) break;
    total += row.size_bytes;
    try {
      const bytes = await unpackPiece({ sizeBytes: row.size_bytes, packing: row.packing, data: row.data });
      if (bytes.length !== row.size_bytes)
        fault(`has a piece ${index} of ${bytes.length} bytes instead of ${row.size_bytes}.`);
    } catch (error) {
      fault(`has a broken piece ${index}: ${(error as Error).message}`);
    }
  }
  if (total !== sizeBytes) fault(`has pieces of ${total} bytes instead of ${sizeBytes}.`);
}
