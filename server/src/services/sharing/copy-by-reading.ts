import type {
  AccountStore,
  CopyResult,
  IncomingMessage,
  MessageToAppend,
  WhenGone,
} from '../../domain/mail/account-store.ts';
import type { Flags } from '../../domain/mail/flags.ts';
import { requireAll } from '../../domain/mail/require-all.ts';
import { type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';

export interface FolderPlace {
  readonly store: AccountStore;
  readonly folderId: number;
}

/**
 * Copies messages by reading them and taking them in again: from one account to another, or where the target takes not
 * all flags. All or none (RFC 9051 §6.4.7); with `move` they go from the source once they are safe in the target.
 */
export async function copyByReading(
  source: FolderPlace,
  uids: UidSet,
  target: FolderPlace,
  { then = 'keep', whenGone }: { readonly then?: 'keep' | 'move'; readonly whenGone?: WhenGone } = {},
): Promise<CopyResult> {
  const flags = await flagsOf(source);
  const begun: IncomingMessage[] = [];
  try {
    const taken: MessageToAppend[] = [];
    const sourceUids: number[] = [];
    for await (const page of source.store.messages(source.folderId, uids, { content: true })) {
      for (const { uid, contentId, content, sizeBytes, internalDate } of page) {
        const incoming = await target.store.beginMessage({ sizeBytes, folderId: target.folderId });
        begun.push(incoming);
        if (content !== null) await incoming.write(content);
        else for await (const piece of source.store.content(contentId)) await incoming.write(piece);
        taken.push({ message: await incoming.finish(), flags: flags(uid), internalDate });
        sourceUids.push(uid);
      }
    }
    requireAll(taken.length, uids, whenGone);
    if (taken.length === 0) return { uidValidity: 0, sourceUids: [], targetUids: [] };
    const { uidValidity, uids: targetUids } = await target.store.append(target.folderId, taken);
    if (then === 'move')
      await source.store.expunge(source.folderId, uidSetOf(sourceUids), { onlyDeleted: false, areElsewhere: true });
    return { uidValidity, sourceUids, targetUids };
  } finally {
    for (const incoming of begun) await incoming.discard();
  }
}

async function flagsOf({ store, folderId }: FolderPlace): Promise<(uid: number) => Flags> {
  const snapshot = await store.openFolder(folderId, { claimRecent: false });
  return (uid) => {
    const at = indexOf(snapshot.uids, uid);
    if (at < 0) return { bits: 0, keywords: [] };
    const keywords = snapshot.keywordSets[snapshot.keywordSet[at] as number] ?? [];
    return { bits: snapshot.flagBits[at] as number, keywords };
  };
}

/** Where it stands among ascending numbers, or -1. */
function indexOf(ascending: Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle] as number;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
