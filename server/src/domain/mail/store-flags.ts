import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import type { FlagColumns, StoreFlagsRequest, StoreFlagsResult } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { flagBits } from './flags.ts';
import { countFlags, loadSelectableFolder, saveFolder, statusOf } from './folder-draft.ts';
import { KeywordSets } from './keyword-sets.ts';
import { readStateBlock } from './message-block.ts';
import { putStates } from './message-rows.ts';
import { mostRemembered, noteFlagChanges } from './recent-flag-changes.ts';
import { allRights, type FlagMask, flagMaskOf } from './rights.ts';
import { columnsAt, StoredFlags } from './stored-flags.ts';
import { TimeSlice } from './time-slice.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import { UidSetBuilder, uidSetCovers, uidSetDifference } from './uid-set.ts';
import type { StoreLimits } from './store-limits.ts';

const anyFlag: FlagMask = flagMaskOf(allRights);
const countedBits = flagBits.seen | flagBits.deleted;
/** 4,096 messages: a few milliseconds. */
const pageBlocks = 32;

/** Changes flags in one transaction; all messages that change get the same, new modseq (RFC 7162 §3.1.3). */
export async function storeFlags(
  context: AccountContext,
  folderId: number,
  request: StoreFlagsRequest,
): Promise<StoreFlagsResult> {
  const work = async (writer: SqlWriter): Promise<StoreFlagsResult> => {
    const folder = await loadSelectableFolder(writer, folderId);
    let keywordSets = request.flags.keywords.length > 0 ? await KeywordSets.load(writer, folderId) : null;
    const mask = request.only ?? anyFlag;
    const { keep, set: added } = bitChange(request, mask);
    const newKeywordSet = mask.keywords ? keywordSetChange(keywordSets, request, context.limits) : (old: number) => old;
    const modSeq = folder.highest_modseq + 1;
    const columns: FlagColumns[] = [];
    const conflicted = new UidSetBuilder();
    const found = new UidSetBuilder();
    const isWanted = ascendingMatcher(request.uids);
    /** Where in a block messages have changed. */
    const places = new Uint8Array(128);
    const slice = new TimeSlice();
    const unchangedSince = request.unchangedSince ?? Number.POSITIVE_INFINITY;
    const cursor = new BlockCursor('message_states', folderId, request.uids, context.differences.numberList);
    while (!cursor.isDone) {
      for (const row of await cursor.page(writer, pageBlocks)) {
        const states = readStateBlock(row.data);
        const { uids, bits, keywordSets: sets, modSeqs } = states;
        const [first, last] = [uids[0] as number, uids.at(-1) as number];
        const isWhole = uidSetCovers(request.uids, first, last);
        const isDense = isWhole && last - first === uids.length - 1;
        if (isDense) found.addRange(first, last);
        let changed = 0;
        for (let i = 0; i < uids.length; i++) {
          const uid = uids[i] as number;
          if (!isWhole && !isWanted(uid)) continue;
          if (!isDense) found.add(uid);
          const known = modSeqs[i] as number;
          if (known > unchangedSince && request.isUnchanged?.(uid, known) !== true) {
            conflicted.add(uid);
            continue;
          }
          const oldBits = bits[i] as number;
          const oldSet = sets[i] as number;
          const newBits = (oldBits & keep) | added;
          const set = newKeywordSet(oldSet);
          if (newBits === oldBits && set === oldSet) continue;
          if (((newBits ^ oldBits) & countedBits) !== 0) {
            countFlags(folder, oldBits, -1);
            countFlags(folder, newBits, 1);
          }
          bits[i] = newBits;
          sets[i] = set;
          modSeqs[i] = modSeq;
          places[changed++] = i;
        }
        if (changed === 0) continue;
        await putStates(writer, folderId, row.block, states, modSeq);
        columns.push(columnsAt(states, places.subarray(0, changed)));
      }
      await slice.rest();
    }
    // What keywords the messages have is asked only where any of them has some.
    keywordSets ??= columns.some(({ keywordSets: sets }) => sets.some((set) => set !== 0))
      ? await KeywordSets.load(writer, folderId)
      : KeywordSets.empty(folderId);
    await keywordSets.save(writer);
    if (columns.length > 0) {
      folder.highest_modseq = modSeq;
      await saveFolder(writer, folder);
    }
    const stored = new StoredFlags({
      modSeq: folder.highest_modseq,
      columns,
      keywordSets,
      conflicted: conflicted.set,
      missing: uidSetDifference(request.uids, found.set),
    });
    if (columns.length > 0) {
      const isLong = columns.reduce((sum, { uids }) => sum + uids.length, 0) > mostRemembered;
      // Before those who hear of it ask what it was.
      writer.onCommit(() => noteFlagChanges(context, folderId, modSeq, isLong ? null : stored.changed));
      announce(context, writer, folderId, modSeq, { status: statusOf(folder) });
    }
    return stored;
  };
  if (request.ahead === undefined) return await context.scope.write(work);
  const { result, durable } = await context.scope.writeAhead(work);
  request.ahead(durable);
  return result;
}

/** What becomes of the bits of any message: `(old & keep) | set`. */
function bitChange(
  { mode, flags }: StoreFlagsRequest,
  mask: FlagMask,
): { readonly keep: number; readonly set: number } {
  const bits = flags.bits & mask.bits;
  switch (mode) {
    case 'replace':
      return { keep: ~mask.bits, set: bits };
    case 'add':
      return { keep: -1, set: bits };
    case 'remove':
      return { keep: ~bits, set: 0 };
  }
}

/** From the number of a message's keyword set to that of its new one, worked out once. `sets` null: no keyword is named. */
function keywordSetChange(
  sets: KeywordSets | null,
  { mode, flags }: StoreFlagsRequest,
  limits: StoreLimits,
): (old: number) => number {
  if (sets === null) return mode === 'replace' ? () => 0 : (old) => old;
  if (mode === 'replace') {
    const number = sets.numberOf(flags.keywords, limits);
    return () => number;
  }
  const removed = new Set(flags.keywords.map((keyword) => keyword.toLowerCase()));
  const known = new Map<number, number>();
  return (old) => {
    let number = known.get(old);
    if (number === undefined) {
      const before = sets.sets[old] ?? [];
      const after =
        mode === 'add'
          ? [...before, ...flags.keywords]
          : before.filter((keyword) => !removed.has(keyword.toLowerCase()));
      known.set(old, (number = sets.numberOf(after, limits)));
    }
    return number;
  };
}
