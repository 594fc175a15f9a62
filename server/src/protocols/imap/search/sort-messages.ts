import type { SortCriterion } from '@relais/imap-codec';
import type { MessageRow } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { isOwnContent } from '../../../services/sharing/view-numbers.ts';
import { inKeptOrder, keepOrder } from './kept-orders.ts';
import { type MessageKeys, visitWithKeys } from './message-keys.ts';
import type { SearchSubject } from './search-subject.ts';
import { sortInTurns } from './sort-in-turns.ts';

type SortValue = string | number;
type SortBy = SortCriterion['by'];

/** RFC 5256 §3, RFC 5957: the value of a message by which it is sorted. Texts compare without case, as Unicode. */
const numberOf: Partial<Record<SortBy, (row: MessageRow) => number>> = {
  ARRIVAL: (row) => row.internalDate,
  // RFC 5256 §2.2: the sent date in UTC, else the internal date.
  DATE: (row) => row.sentDate,
  SIZE: (row) => row.sizeBytes,
  // Of a position, not of a row: see below.
  RELEVANCY: () => 0,
};
const textOf: Partial<Record<SortBy, (keys: MessageKeys) => string>> = {
  SUBJECT: (keys) => keys.baseSubject,
  FROM: (keys) => keys.from,
  TO: (keys) => keys.to,
  CC: (keys) => keys.cc,
  DISPLAYFROM: (keys) => keys.displayFrom,
  DISPLAYTO: (keys) => keys.displayTo,
};

/** `positions`, ascending, in the wanted order; equal ones stay in the order of the mailbox (RFC 5256 §3). */
export async function sortMessages(
  subject: SearchSubject,
  positions: readonly number[],
  order: readonly SortCriterion[],
): Promise<number[]> {
  const { folder, store } = subject;
  // What others have opened to a user is not kept; how well messages fit is another matter at every search.
  const isKept = isOwnContent(folder.folderId) && order.every(({ by }) => by !== 'RELEVANCY');
  if (!isKept) return await sortNow(subject, positions, order);
  const by = order.map(({ by: name, descending }) => `${descending ? '-' : ''}${name}`);
  const name = `${store.accountId}/${folder.mailboxId}/${folder.uidValidity} ${by.join(' ')}`;
  const known = inKeptOrder(name, folder, positions);
  if (known !== undefined) return known;
  // Of few messages only these are read; else what has been done for most is done for all.
  if (positions.length < folder.count / 2) return await sortNow(subject, positions, order);
  const all: number[] = [];
  for (let at = 0; at < folder.count; at++) if (!folder.isGoneAt(at)) all.push(at);
  const uids = Uint32Array.from(all, (at) => folder.uidAt(at));
  const sorted = await sortNow(subject, all, order);
  const placeOf = new Uint32Array(folder.count);
  for (let place = 0; place < all.length; place++) placeOf[all[place] as number] = place;
  keepOrder(name, { uids, order: Uint32Array.from(sorted, (at) => placeOf[at] as number) });
  if (sorted.length === positions.length) return sorted;
  const wanted = new Uint8Array(folder.count);
  for (const at of positions) wanted[at] = 1;
  return sorted.filter((at) => wanted[at] === 1);
}

async function sortNow(
  subject: SearchSubject,
  positions: readonly number[],
  order: readonly SortCriterion[],
): Promise<number[]> {
  const { folder, store, output } = subject;
  // By what rows hold as numbers, nothing of a message has to be read and no value is an object.
  const isNumeric = order.every(({ by }) => numberOf[by] !== undefined);
  const values = order.map(() => (isNumeric ? new Float64Array(folder.count) : ([] as SortValue[])));
  const isThere = new Uint8Array(folder.count);
  const note = (at: number, row: MessageRow, keys: MessageKeys | null): void => {
    isThere[at] = 1;
    for (let index = 0; index < order.length; index++) {
      const { by } = order[index] as SortCriterion;
      (values[index] as SortValue[])[at] =
        by === 'RELEVANCY'
          ? // RFC 6203 §5: the most relevant first.
            -(subject.relevance?.get(at) ?? 0)
          : (numberOf[by]?.(row) ?? (keys === null ? 0 : (textOf[by]?.(keys) ?? 0)));
    }
  };
  if (isNumeric) {
    const uids = uidSetOf(positions.map((at) => folder.uidAt(at)));
    const progress = (output.progress = { done: 0, goal: positions.length });
    for await (const rows of store.messages(folder.folderId, uids, {})) {
      progress.done += rows.length;
      for (const row of rows) {
        const at = folder.positionOf(row.uid);
        if (at >= 0) note(at, row, null);
      }
      await output.makeRoom();
    }
  } else await visitWithKeys(subject, positions, note);
  const signs = order.map(({ descending }) => (descending ? -1 : 1));
  const compare = (a: number, b: number): number => {
    for (let index = 0; index < values.length; index++) {
      const column = values[index] as ArrayLike<SortValue>;
      const left = column[a] as SortValue;
      const right = column[b] as SortValue;
      if (left !== right) return (left < right ? -1 : 1) * (signs[index] as number);
    }
    return a - b;
  };
  return await sortInTurns(
    positions.filter((at) => isThere[at] === 1),
    compare,
    () => output.makeRoom(),
  );
}
