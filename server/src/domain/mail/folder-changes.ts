import type { AccountContext } from './account-context.ts';
import type { FolderChanges } from './account-store.ts';
import type { Flags } from './flags.ts';
import { loadSelectableFolder, statusOf } from './folder-draft.ts';
import { KeywordSets } from './keyword-sets.ts';
import { readStateBlock } from './message-block.ts';
import { flagChangesBetween } from './recent-flag-changes.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import { TimeSlice } from './time-slice.ts';
import { mergeRanges, type UidRange, type UidSet, uidSetIntersection } from './uid-set.ts';

const pageBlocks = 64;

/** What happened after `modSeq`, for catching up and for CHANGEDSINCE. */
export async function changesSince(context: AccountContext, folderId: number, modSeq: number): Promise<FolderChanges> {
  return knownChanges(context, folderId, modSeq) ?? (await readChanges(context, folderId, modSeq));
}

/** Null: they have to be read. */
function knownChanges(context: AccountContext, folderId: number, modSeq: number): FolderChanges | null {
  const status = context.statuses.of(folderId);
  if (status === undefined) return null;
  const changed =
    status.highestModSeq <= modSeq ? [] : flagChangesBetween(context, folderId, modSeq, status.highestModSeq);
  return changed === null ? null : { status, changed, expunged: [] };
}

async function readChanges(context: AccountContext, folderId: number, modSeq: number): Promise<FolderChanges> {
  const asOf = context.scope.settledWrites;
  const changes = await readFromStore(context, folderId, modSeq);
  context.statuses.note(folderId, changes.status, asOf);
  return changes;
}

async function readFromStore(context: AccountContext, folderId: number, modSeq: number): Promise<FolderChanges> {
  return await context.scope.read(async (reader) => {
    const folder = await loadSelectableFolder(reader, folderId);
    const status = statusOf(folder);
    if (folder.highest_modseq <= modSeq) return { status, changed: [], expunged: [] };
    const recent = flagChangesBetween(context, folderId, modSeq, folder.highest_modseq);
    if (recent !== null) return { status, changed: recent, expunged: [] };
    const keywordSets = await KeywordSets.load(reader, folderId);
    const changed: { uid: number; flags: Flags; modSeq: number }[] = [];
    const flagsOf = sharedFlags(keywordSets);
    const slice = new TimeSlice();
    const blocks = await reader.all<{ block: number }>(
      'SELECT block FROM message_states WHERE account = ? AND folder_id = ? AND max_modseq > ? ORDER BY block',
      reader.account,
      folderId,
      modSeq,
    );
    for (let at = 0; at < blocks.length; at += pageBlocks) {
      await slice.rest();
      const rows = await reader.all<{ data: Uint8Array }>(
        `SELECT data FROM message_states WHERE account = ? AND folder_id = ? AND block IN ${context.differences.numberList}
         ORDER BY block`,
        reader.account,
        folderId,
        JSON.stringify(blocks.slice(at, at + pageBlocks).map((row) => row.block)),
      );
      for (const row of rows) {
        const states = readStateBlock(row.data);
        for (let i = 0; i < states.uids.length; i++) {
          const own = states.modSeqs[i] as number;
          if (own <= modSeq) continue;
          const flags = flagsOf(states.bits[i] as number, states.keywordSets[i] as number);
          changed.push({ uid: states.uids[i] as number, flags, modSeq: own });
        }
      }
    }
    return { status, changed, expunged: await expungedAfter(reader, folderId, modSeq) };
  });
}

/** UIDs expunged after `modSeq` among `within` (QRESYNC, RFC 7162 §3.2). */
export async function expungedSince(
  context: AccountContext,
  folderId: number,
  modSeq: number,
  within?: UidSet,
): Promise<UidSet> {
  return await context.scope.read(async (reader) => {
    await loadSelectableFolder(reader, folderId);
    const expunged = await expungedAfter(reader, folderId, modSeq);
    return within === undefined ? expunged : uidSetIntersection(expunged, within);
  });
}

/** One object for all messages with the same flags. */
export function sharedFlags(keywordSets: KeywordSets): (bits: number, keywordSet: number) => Flags {
  const known = new Map<number, Flags>();
  return (bits, keywordSet) => {
    const key = keywordSet * 256 + bits;
    let flags = known.get(key);
    if (flags === undefined) known.set(key, (flags = keywordSets.flags(bits, keywordSet)));
    return flags;
  };
}

async function expungedAfter(reader: SqlReader, folderId: number, modSeq: number): Promise<UidSet> {
  const rows = await reader.all<UidRange>(
    'SELECT first_uid AS first, last_uid AS last FROM expunged WHERE account = ? AND folder_id = ? AND modseq > ?',
    reader.account,
    folderId,
    modSeq,
  );
  return mergeRanges(rows);
}
