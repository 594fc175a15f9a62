import type { FolderSnapshot, FolderStatus } from './account-store.ts';

/** Of all accounts together: some two million messages. */
const mostBytes = 32 * 1024 * 1024;

let lastOwner = 0;
const owners = new WeakMap<object, number>();
/** In order of last use: a Map keeps the order of insertion. */
const kept = new Map<string, FolderSnapshot>();
let keptBytes = 0;

/**
 * The last state of the folders that were selected lately, so that selecting one again reads no messages. Every change
 * of a folder's messages raises its highest modseq, whoever makes it, so a state is used while that has stayed.
 * `owner` is the account's store.
 */
export function keptSnapshot(owner: object, folderId: number, status: FolderStatus): FolderSnapshot | null {
  const key = keyOf(owner, folderId);
  const snapshot = kept.get(key);
  if (snapshot === undefined) return null;
  forget(key, snapshot);
  if (!isOf(snapshot, status)) return null;
  keep(key, snapshot);
  return { ...snapshot, status };
}

export function keepSnapshot(owner: object, folderId: number, snapshot: FolderSnapshot): void {
  const key = keyOf(owner, folderId);
  const old = kept.get(key);
  if (old !== undefined) forget(key, old);
  if (bytesOf(snapshot) > mostBytes / 4) return;
  keep(key, snapshot);
  for (const [oldest, other] of kept) {
    if (keptBytes <= mostBytes) return;
    forget(oldest, other);
  }
}

function isOf({ status: known }: FolderSnapshot, status: FolderStatus): boolean {
  return (
    known.uidValidity === status.uidValidity &&
    known.highestModSeq === status.highestModSeq &&
    known.uidNext === status.uidNext &&
    known.messages === status.messages
  );
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

function keyOf(owner: object, folderId: number): string {
  let number = owners.get(owner);
  if (number === undefined) owners.set(owner, (number = ++lastOwner));
  return `${number}/${folderId}`;
}
