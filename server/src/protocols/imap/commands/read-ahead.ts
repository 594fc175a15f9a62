import type { AccountStore, MessageColumns, MessageRow } from '../../../domain/mail/account-store.ts';
import type { SelectedFolder } from '../selected-folder.ts';

/** So many messages the first time, more for who has asked for all of them, and at most what the store's first page has: 256 KB of contents. */
const firstAtOnce = 16;
const mostAtOnce = 64;

interface Ahead {
  /** The last message that was asked for, and what of it. */
  uid: number;
  readonly wanted: string;
  /** Weak: a client that stops in the middle holds nothing once memory is wanted. */
  readonly rows: WeakRef<ReadonlyMap<number, MessageRow>> | null;
}

const aheads = new WeakMap<SelectedFolder, Ahead>();

/**
 * The row of one message, with its content. Clients that fetch a folder do so message by message: whoever asks for the
 * next one gets it out of a read of several. What rows hold never changes; a message known to be gone is not given.
 */
export async function readWithAhead(
  store: Pick<AccountStore, 'messages'>,
  folder: SelectedFolder,
  at: number,
  columns: MessageColumns,
): Promise<readonly MessageRow[]> {
  const uid = folder.uidAt(at);
  const wanted = Object.keys(columns).sort().join();
  const ahead = aheads.get(folder);
  const isNext = at > 0 && ahead?.wanted === wanted && ahead.uid === folder.uidAt(at - 1);
  const kept = isNext && !folder.isGoneAt(at) ? ahead.rows?.deref()?.get(uid) : undefined;
  if (isNext && kept !== undefined) {
    ahead.uid = uid;
    return [kept];
  }
  const atOnce = isNext && ahead.rows !== null ? mostAtOnce : firstAtOnce;
  const to = isNext ? Math.min(at + atOnce, folder.count) - 1 : at;
  for await (const rows of store.messages(folder.folderId, folder.uidsAt([{ from: at, to }]), columns)) {
    const rest = to > at ? new WeakRef(new Map(rows.map((row) => [row.uid, row]))) : null;
    aheads.set(folder, { uid, wanted, rows: rest });
    return rows.filter((row) => row.uid === uid);
  }
  return [];
}
