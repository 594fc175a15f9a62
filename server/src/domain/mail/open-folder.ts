import type { AccountContext } from './account-context.ts';
import type { FolderSnapshot } from './account-store.ts';
import { loadSelectableFolder, saveFolder, statusOf } from './folder-draft.ts';
import { keepSnapshot, keptSnapshot } from './folder-snapshots.ts';
import { KeywordSets } from './keyword-sets.ts';
import { MailError } from './mail-error.ts';
import { readStateBlock } from './message-block.ts';
import { TimeSlice } from './time-slice.ts';

/** 16,000 messages: about a millisecond. */
const pageBlocks = 128;

/** Everything a session needs to select a folder, of one moment. */
export async function openFolder(
  context: AccountContext,
  folderId: number,
  options: { readonly claimRecent: boolean },
): Promise<FolderSnapshot> {
  const snapshot = await readSnapshot(context, folderId);
  const { firstRecentUid, uidNext } = snapshot.status;
  if (!options.claimRecent || firstRecentUid >= uidNext) return snapshot;
  const claim = await claimIfWritable(context, folderId);
  if (claim === null) return snapshot;
  // What came meanwhile may have been claimed too. What this call has claimed is recent for this caller (RFC 3501 §2.3.2).
  const claimed = await readSnapshot(context, folderId);
  return { ...claimed, status: { ...claimed.status, firstRecentUid: claim.firstRecentUid } };
}

async function readSnapshot(context: AccountContext, folderId: number): Promise<FolderSnapshot> {
  const { scope, statuses } = context;
  const status = statuses.of(folderId);
  const known = status === undefined ? null : keptSnapshot(context, folderId, status);
  if (known !== null) return known;
  const asOf = scope.settledWrites;
  const snapshot = await readFromStore(context, folderId);
  statuses.note(folderId, snapshot.status, asOf);
  return snapshot;
}

async function readFromStore(context: AccountContext, folderId: number): Promise<FolderSnapshot> {
  return await context.scope.read(async (reader) => {
    const folder = await loadSelectableFolder(reader, folderId);
    const status = statusOf(folder);
    const known = keptSnapshot(context, folderId, status);
    if (known !== null) return known;
    const keywordSets = await KeywordSets.load(reader, folderId);
    const uids = new Uint32Array(folder.messages);
    const flagBits = new Uint8Array(folder.messages);
    const modSeqs = new Float64Array(folder.messages);
    const keywordSet = new Uint16Array(folder.messages);
    let filled = 0;
    const slice = new TimeSlice();
    for (let next = 0; ; ) {
      const rows = await reader.all<{ block: number; data: Uint8Array }>(
        `SELECT block, data FROM message_states WHERE account = ? AND folder_id = ? AND block >= ?
         ORDER BY block LIMIT ${pageBlocks}`,
        reader.account,
        folderId,
        next,
      );
      for (const row of rows) {
        const states = readStateBlock(row.data);
        uids.set(states.uids, filled);
        flagBits.set(states.bits, filled);
        modSeqs.set(states.modSeqs, filled);
        keywordSet.set(states.keywordSets, filled);
        filled += states.uids.length;
        next = row.block + 1;
      }
      if (rows.length < pageBlocks) break;
      await slice.rest();
    }
    if (filled !== folder.messages)
      throw new Error(`Folder ${folderId} counts ${folder.messages} messages and holds ${filled}; run relais verify.`);
    const snapshot = { status, uids, flagBits, modSeqs, keywordSet, keywordSets: keywordSets.sets };
    keepSnapshot(context, folderId, snapshot);
    return snapshot;
  });
}

// On a full or read-only disk mail can still be read; `\Recent` is then left for the next session.
async function claimIfWritable(
  context: AccountContext,
  folderId: number,
): Promise<{ readonly firstRecentUid: number } | null> {
  try {
    return await claimRecentMessages(context, folderId);
  } catch (error) {
    if (error instanceof MailError && (error.code === 'storage-full' || error.code === 'storage-unavailable'))
      return null;
    throw error;
  }
}

/** From `firstRecentUid` on, messages are recent for the caller and for nobody after it. */
export async function claimRecentMessages(
  context: AccountContext,
  folderId: number,
): Promise<{ readonly firstRecentUid: number }> {
  let ofAccount = claims.get(context);
  if (ofAccount === undefined) claims.set(context, (ofAccount = new Map()));
  // Of many sessions that hear of a message together one claims it; for the others it is not recent.
  const underWay = ofAccount.get(folderId);
  if (underWay !== undefined) return { firstRecentUid: (await underWay).after };
  const claim = claimNow(context, folderId).finally(() => ofAccount.delete(folderId));
  ofAccount.set(folderId, claim);
  return { firstRecentUid: (await claim).firstRecentUid };
}

interface Claim {
  readonly firstRecentUid: number;
  /** From here on nobody has claimed anything. */
  readonly after: number;
}

const claims = new WeakMap<AccountContext, Map<number, Promise<Claim>>>();

async function claimNow(context: AccountContext, folderId: number): Promise<Claim> {
  const seen = await context.scope.read(async (reader) => await loadSelectableFolder(reader, folderId));
  if (seen.first_recent_uid >= seen.uid_next)
    return { firstRecentUid: seen.first_recent_uid, after: seen.first_recent_uid };
  return await context.scope.write(async (writer) => {
    const folder = await loadSelectableFolder(writer, folderId);
    const firstRecentUid = folder.first_recent_uid;
    folder.first_recent_uid = folder.uid_next;
    await saveFolder(writer, folder);
    const status = statusOf(folder);
    writer.onCommit(() => context.statuses.changed(folderId, status));
    return { firstRecentUid, after: folder.uid_next };
  });
}
