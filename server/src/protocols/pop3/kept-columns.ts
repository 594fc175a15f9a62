import type { AccountStore } from '../../domain/mail/account-store.ts';
import { uidSetOf } from '../../domain/mail/uid-set.ts';

/** A value of each message, the first message's at 0: an object each of 50,000 messages costs more than reading them. */
export interface Columns {
  /** Ascending. */
  readonly uids: Uint32Array;
  /** Doubles hold them exactly below 2^53. */
  readonly contentIds: Float64Array;
  readonly storedBytes: Uint32Array;
}

interface Kept extends Columns {
  readonly uidValidity: number;
}

/** Of all maildrops together: about a million messages. */
const mostBytes = 16 * 1024 * 1024;

/** By account and folder. The one used last goes last: a Map keeps the order of insertion. */
const kept = new Map<string, Kept>();
let keptBytes = 0;

/**
 * What a maildrop needs of the messages `uids`, without those that are gone meanwhile. POP3 clients open the same maildrop again and again, and what
 * a UID names never changes (RFC 3501 §2.3.1.1): only messages that have come since the last time are read. `uids`: ascending.
 */
export async function columnsOf(
  store: AccountStore,
  folderId: number,
  { uidValidity, uids }: { readonly uidValidity: number; readonly uids: Uint32Array },
): Promise<Columns> {
  const key = `${store.accountId}/${folderId}`;
  const last = kept.get(key);
  const known = last?.uidValidity === uidValidity ? last : undefined;
  if (known !== undefined && isSame(known.uids, uids)) {
    // Used last.
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const columns = await extended(store, folderId, uids, known);
  keep(key, { ...columns, uidValidity });
  return columns;
}

function isSame(some: Uint32Array, others: Uint32Array): boolean {
  if (some === others) return true;
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at += 1) if (some[at] !== others[at]) return false;
  return true;
}

async function extended(
  store: AccountStore,
  folderId: number,
  uids: Uint32Array,
  known: Columns | undefined,
): Promise<Columns> {
  const contentIds = new Float64Array(uids.length);
  const storedBytes = new Uint32Array(uids.length);
  /** Places in `uids` of what is not known. */
  const missing: number[] = [];
  let from = 0;
  for (const [at, uid] of uids.entries()) {
    while (known !== undefined && from < known.uids.length && (known.uids[from] as number) < uid) from += 1;
    if (known !== undefined && known.uids[from] === uid) {
      contentIds[at] = known.contentIds[from] as number;
      storedBytes[at] = known.storedBytes[from] as number;
    } else missing.push(at);
  }
  if (missing.length === 0) return { uids, contentIds, storedBytes };
  const gone: number[] = [];
  let next = 0;
  const wanted = uidSetOf(missing.map((at) => uids[at] as number));
  for await (const page of store.messages(folderId, wanted, {})) {
    for (const { uid, contentId, sizeBytes } of page) {
      while (next < missing.length && uids[missing[next] as number] !== uid) gone.push(missing[next++] as number);
      const at = missing[next++];
      if (at === undefined) break;
      contentIds[at] = contentId;
      storedBytes[at] = sizeBytes;
    }
  }
  gone.push(...missing.slice(next));
  return gone.length === 0
    ? { uids, contentIds, storedBytes }
    : without(new Set(gone), { uids, contentIds, storedBytes });
}

function without(gone: ReadonlySet<number>, { uids, contentIds, storedBytes }: Columns): Columns {
  const isThere = (_: number, at: number): boolean => !gone.has(at);
  return {
    uids: uids.filter(isThere),
    contentIds: contentIds.filter(isThere),
    storedBytes: storedBytes.filter(isThere),
  };
}

function keep(key: string, columns: Kept): void {
  const old = kept.get(key);
  if (old !== undefined) forget(key, old);
  if (bytesOf(columns) > mostBytes / 4) return;
  kept.set(key, columns);
  keptBytes += bytesOf(columns);
  for (const [oldest, other] of kept) {
    if (keptBytes <= mostBytes) return;
    forget(oldest, other);
  }
}

function forget(key: string, columns: Kept): void {
  kept.delete(key);
  keptBytes -= bytesOf(columns);
}

function bytesOf({ uids }: Columns): number {
  return 256 + uids.length * 16;
}
