import type { SelectedFolder } from '../selected-folder.ts';

/** The messages of a folder in an order that depends on nothing but what they are, which never changes. */
export interface FolderOrder {
  /** Ascending. */
  readonly uids: Uint32Array;
  /** Places in `uids`, in order. */
  readonly order: Uint32Array;
}

/** Of all folders together: eight orders of a folder of 200,000 messages. */
const mostBytes = 16 * 1024 * 1024;

/** The order used last goes last: a Map keeps the order of insertion. */
const kept = new Map<string, FolderOrder>();
let keptBytes = 0;

/** `name` says whose folder it is and what it is sorted by. */
export function keepOrder(name: string, order: FolderOrder): void {
  const old = kept.get(name);
  if (old !== undefined) keptBytes -= bytesOf(old);
  kept.delete(name);
  kept.set(name, order);
  keptBytes += bytesOf(order);
  for (const [oldest, other] of kept) {
    if (keptBytes <= mostBytes || oldest === name) return;
    kept.delete(oldest);
    keptBytes -= bytesOf(other);
  }
}

/** `positions` of the view in the order that is kept; undefined when none is, or one of them came after it was made. */
export function inKeptOrder(name: string, folder: SelectedFolder, positions: readonly number[]): number[] | undefined {
  const found = kept.get(name);
  if (found === undefined) return undefined;
  keepOrder(name, found);
  const { uids, order } = found;
  // Both ascend: where a message of the order stands in the view, plus one, if it is wanted.
  const wantedAt = new Uint32Array(uids.length);
  let place = 0;
  for (const position of positions) {
    const uid = folder.uidAt(position);
    while (place < uids.length && (uids[place] as number) < uid) place++;
    if (uids[place] !== uid) return undefined;
    wantedAt[place] = position + 1;
  }
  const sorted: number[] = [];
  for (let index = 0; index < order.length; index++) {
    const position = wantedAt[order[index] as number] as number;
    if (position > 0) sorted.push(position - 1);
  }
  return sorted;
}

function bytesOf({ uids }: FolderOrder): number {
  return 256 + uids.length * 8;
}
