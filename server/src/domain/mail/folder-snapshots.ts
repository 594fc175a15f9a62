import type { FolderChanges, FolderSnapshot, FolderStatus } from './account-store.ts';
import { folderKey } from './folder-key.ts';
import { flagChangesBetween } from './recent-flag-changes.ts';

/** Of all accounts together: some two million messages. */
const mostBytes = 32 * 1024 * 1024;

/** In order of last use: a Map keeps the order of insertion. */
const kept = new Map<string, FolderSnapshot>();
let keptBytes = 0;

/**
 * The last state of the folders that were selected lately, so that selecting one again reads no messages. Every change
 * of a folder's messages raises its highest modseq, whoever makes it, so a state is used while that has stayed, and after
 * changes of flags only that are known it is brought up to date in memory.
 * `owner` is the account's store.
 */
export function keptSnapshot(owner: object, folderId: number, status: FolderStatus): FolderSnapshot | null {
  const key = folderKey(owner, folderId);
  const snapshot = kept.get(key);
  if (snapshot === undefined) return null;
  forget(key, snapshot);
  const current = broughtUpTo(snapshot, status, owner, folderId);
  if (current === null) return null;
  keep(key, current);
  return { ...current, status };
}

export function keepSnapshot(owner: object, folderId: number, snapshot: FolderSnapshot): void {
  const key = folderKey(owner, folderId);
  const old = kept.get(key);
  if (old !== undefined) forget(key, old);
  if (bytesOf(snapshot) > mostBytes / 4) return;
  keep(key, snapshot);
  for (const [oldest, other] of kept) {
    if (keptBytes <= mostBytes) return;
    forget(oldest, other);
  }
}

function broughtUpTo(
  snapshot: FolderSnapshot,
  status: FolderStatus,
  owner: object,
  folderId: number,
): FolderSnapshot | null {
  const { uidValidity, uidNext, messages, highestModSeq } = snapshot.status;
  if (uidValidity !== status.uidValidity || uidNext !== status.uidNext || messages !== status.messages) return null;
  if (highestModSeq === status.highestModSeq) return snapshot;
  const changed = flagChangesBetween(owner, folderId, highestModSeq, status.highestModSeq);
  return changed === null ? null : withFlags({ ...snapshot, status }, changed);
}

/** The same messages with other flags. Sessions share the columns of `snapshot`: they stay as they are. */
function withFlags(snapshot: FolderSnapshot, changed: FolderChanges['changed']): FolderSnapshot | null {
  const { uids } = snapshot;
  const flagBits = snapshot.flagBits.slice();
  const modSeqs = snapshot.modSeqs.slice();
  const keywordSet = snapshot.keywordSet.slice();
  const keywordSets = [...snapshot.keywordSets];
  const numbers = new Map(keywordSets.map((keywords, number) => [keywords.join(' '), number]));
  let at = 0;
  for (const { uid, flags, modSeq } of changed) {
    at = placeOf(uids, uid, at);
    if (uids[at] !== uid) return null;
    const key = flags.keywords.join(' ');
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = keywordSets.push(flags.keywords) - 1));
    flagBits[at] = flags.bits;
    modSeqs[at] = modSeq;
    keywordSet[at] = number;
  }
  return { ...snapshot, flagBits, modSeqs, keywordSet, keywordSets };
}

/** Where a UID stands, or would. */
function placeOf(uids: Uint32Array, uid: number, from: number): number {
  let low = from;
  let high = uids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uids[middle] as number) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keep(key: string, snapshot: FolderSnapshot): void {
  kept.set(key, snapshot);
  keptBytes += bytesOf(snapshot);
}

function forget(key: string, snapshot: FolderSnapshot): void {
  kept.delete(key);
  keptBytes -= bytesOf(snapshot);
}

function bytesOf(snapshot: FolderSnapshot): number {
  return 1_024 + snapshot.uids.length * 15;
}
