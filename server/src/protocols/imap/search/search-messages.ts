import { resolveSequenceSet, type SearchKey, type SequenceSet, type TextKeyName } from '@relais/imap-codec';
import type { MessageColumns, MessageRow, TextQuery } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import { recentBit, toFlags } from '../flag-names.ts';
import type { PositionRange, SelectedFolder } from '../selected-folder.ts';
import { isDateKey, matchesDate } from './date-keys.ts';
import { HeaderKeysAhead, headerQuery } from './header-keys-ahead.ts';
import { costOf, headerCost } from './key-cost.ts';
import { PositionSet } from './position-set.ts';
import { positionsOf, type SearchSubject, uidsOf } from './search-subject.ts';

/**
 * The messages that match, as positions. Keys that the view can answer come first and narrow down what the store is
 * asked; each key asks the store once for all candidates. `positions`: only those are looked at.
 */
export async function searchMessages(
  subject: SearchSubject,
  key: SearchKey,
  positions?: readonly number[],
): Promise<PositionSet> {
  const { folder } = subject;
  const search = { ...subject, ahead: new HeaderKeysAhead(subject) };
  if (positions !== undefined) {
    const named = new Uint8Array(folder.count);
    for (const at of positions) if (!folder.isGoneAt(at)) named[at] = 1;
    return evaluate(search, key, new PositionSet(named));
  }
  return evaluate(
    search,
    key,
    PositionSet.of(folder.count, (at) => !folder.isGoneAt(at)),
  );
}

interface Search extends SearchSubject {
  readonly ahead: HeaderKeysAhead;
}

/** `isFuzzy`: under a FUZZY key (RFC 6203 §3). */
async function evaluate(subject: Search, key: SearchKey, among: PositionSet, isFuzzy = false): Promise<PositionSet> {
  if (among.isEmpty) return among;
  const { folder } = subject;
  const filter = (has: (at: number) => boolean) =>
    PositionSet.of(among.members.length, (at) => among.has(at) && has(at));
  const hasBits = (bits: number) => (at: number) => (folder.bitsAt(at) & bits) === bits;
  switch (key.key) {
    case 'ALL':
    case 'SAVEDATESUPPORTED':
      return among;
    case 'RECENT':
      return filter(hasBits(recentBit));
    case 'OLD':
      return filter((at) => !hasBits(recentBit)(at));
    case 'NEW':
      return filter((at) => (folder.bitsAt(at) & (recentBit | flagBits.seen)) === recentBit);
    case 'FLAG':
      return filter(flagTest(folder, key.flag, key.isSet));
    case 'MODSEQ':
      return filter((at) => folder.modSeqAt(at) >= key.atLeast);
    case 'FILTER':
      throw new TypeError('a filter is put in before the search begins');
    case 'UID':
    case 'SEQUENCE': {
      const named = new Uint8Array(folder.count);
      const ranges = key.set.saved
        ? folder.positionsOfUids(uidSetOf(subject.savedSearch))
        : key.key === 'UID'
          ? folder.positions(key.set, true)
          : existingPositions(folder, key.set);
      for (const { from, to } of ranges) named.fill(1, from, to + 1);
      return among.and(new PositionSet(named));
    }
    case 'NOT':
      return among.without(await evaluate(subject, key.of, among, isFuzzy));
    case 'FUZZY':
      return evaluate(subject, key.of, among, true);
    case 'OR': {
      subject.ahead.note([key], among);
      const left = await evaluate(subject, key.left, among, isFuzzy);
      return left.or(await evaluate(subject, key.right, among.without(left), isFuzzy));
    }
    case 'AND': {
      let left = among;
      const inOrder = [...key.keys].sort((a, b) => costOf(a) - costOf(b));
      for (const [at, each] of inOrder.entries()) {
        if (costOf(each) >= headerCost) subject.ahead.note(inOrder.slice(at), left);
        left = await evaluate(subject, each, left, isFuzzy);
      }
      return left;
    }
    case 'LARGER':
      return byRow(subject, among, {}, (row) => row.sizeBytes > key.sizeBytes);
    case 'SMALLER':
      return byRow(subject, among, {}, (row) => row.sizeBytes < key.sizeBytes);
    case 'YOUNGER':
      // RFC 5032 §3: within that many seconds before now.
      return byRow(subject, among, {}, (row) => row.internalDate >= subject.nowMs - key.seconds * 1_000);
    case 'OLDER':
      return byRow(subject, among, {}, (row) => row.internalDate <= subject.nowMs - key.seconds * 1_000);
    case 'EMAILID':
      return byRow(subject, among, {}, (row) => row.emailId === key.id);
    case 'THREADID':
      return byRow(subject, among, {}, (row) => row.threadId === key.id);
    case 'HEADER': {
      const read = isFuzzy ? null : await subject.ahead.read(key);
      return read === null
        ? byText(subject, among, { ...headerQuery(key, subject.decode), fuzzy: isFuzzy })
        : read.and(among);
    }
    case 'BODY':
    case 'TEXT':
    case 'FROM':
    case 'TO':
    case 'CC':
    case 'BCC':
    case 'SUBJECT':
      return byText(subject, among, { where: placeOf(key.key), value: subject.decode(key.text), fuzzy: isFuzzy });
    default: {
      if (!isDateKey(key)) return key satisfies never;
      const { columns, test } = matchesDate(key);
      return byRow(subject, among, columns, test);
    }
  }
}

/** RFC 7377 §2: numbers beyond the end of the mailbox are no error in a search; they find nothing. */
export function existingPositions(folder: SelectedFolder, set: SequenceSet): PositionRange[] {
  if (folder.count === 0) return [];
  return resolveSequenceSet(set, folder.count)
    .filter(({ from }) => from <= folder.count)
    .map(({ from, to }) => ({ from: from - 1, to: Math.min(to, folder.count) - 1 }));
}

function placeOf(key: TextKeyName): TextQuery['where'] {
  return key === 'BODY' ? 'body' : key === 'TEXT' ? 'text' : { headerField: key.toLowerCase() };
}

function flagTest(folder: SelectedFolder, flag: string, isSet: boolean): (at: number) => boolean {
  const { bits } = toFlags([flag]);
  if (bits !== 0) return (at) => ((folder.bitsAt(at) & bits) !== 0) === isSet;
  // RFC 9051 §2.3.2: keywords are case-insensitive.
  const wanted = flag.toLowerCase();
  return (at) => folder.keywordsAt(at).some((keyword) => keyword.toLowerCase() === wanted) === isSet;
}

async function byRow(
  subject: SearchSubject,
  among: PositionSet,
  columns: MessageColumns,
  test: (row: MessageRow) => boolean,
): Promise<PositionSet> {
  const { folder, store, output } = subject;
  const found = new Uint8Array(among.members.length);
  const progress = (output.progress = { done: 0, goal: folder.count });
  for await (const rows of store.messages(folder.folderId, uidsOf(subject, among), columns)) {
    progress.done += rows.length;
    for (const row of rows) {
      const at = folder.positionOf(row.uid);
      if (at >= 0 && test(row)) found[at] = 1;
    }
    await output.makeRoom();
  }
  return new PositionSet(found);
}

async function byText(subject: SearchSubject, among: PositionSet, query: TextQuery): Promise<PositionSet> {
  const { folder, store } = subject;
  // RFC 3501 §6.4.4: an empty text is found in every message; of HEADER it asks for the field's presence.
  if (query.value === '' && typeof query.where === 'string') return among;
  const uids = await store.search(folder.folderId, uidsOf(subject, among), query);
  if (query.fuzzy === true && subject.relevance !== undefined) await rate(subject, subject.relevance, uids, query);
  return positionsOf(subject, uids, among.members.length).and(among);
}

/** What holds the text as it was written fits wholly, what holds its words somewhere fits less. */
async function rate(
  { folder, store }: SearchSubject,
  relevance: Map<number, number>,
  uids: readonly number[],
  query: TextQuery,
): Promise<void> {
  const exact = new Set(await store.search(folder.folderId, uidSetOf(uids), { ...query, fuzzy: false }));
  for (const uid of uids) {
    const at = folder.positionOf(uid);
    const fits = exact.has(uid) ? 100 : 60;
    // RFC 6203 §4: of several fuzzy keys, the weakest decides.
    if (at >= 0) relevance.set(at, Math.min(relevance.get(at) ?? 100, fits));
  }
}
