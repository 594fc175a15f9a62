import {
  type FetchItem,
  type FetchRequest,
  type PartialRange,
  resolveSequenceSet,
  type SequenceSet,
} from '@relais/imap-codec';
import type { MessageRow } from '../../../domain/mail/account-store.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import { type UidSet, uidSetOf } from '../../../domain/mail/uid-set.ts';
import { type StorageErrorCode, storageErrorCodeIn } from '../../../storage/storage-error.ts';
import { isOwnContent } from '../../../services/sharing/view-numbers.ts';
import { BrokenAnswerError } from '../broken-answer.ts';
import { type Completion, defineCommand } from '../command.ts';
import type { FetchItemWriter } from '../fetch-items/fetch-item-writer.ts';
import { type FetchedMessage, structureOf } from '../fetch-items/fetched-message.ts';
import { keepItems, type KeptItems, keptItems } from '../fetch-items/kept-items.ts';
import { flags as flagsItem, modSeq as modSeqItem, uid as uidItem } from '../fetch-items/view-items.ts';
import { writeItems } from '../fetch-items/write-items.ts';
import { withinMessageLimit, withLimitCode } from '../message-limit.ts';
import { someAreGone } from '../replies.ts';
import type { PositionRange, SelectedFolder } from '../selected-folder.ts';
import type { Session } from '../session.ts';
import { onlySelected, type StateOf } from '../session-state.ts';
import { knowsCondstore } from '../knows-condstore.ts';
import { type Plan, planOf } from './fetch-plan.ts';
import { readWithAhead } from './read-ahead.ts';

export const fetch = defineCommand({
  names: ['FETCH'],
  rfc: 'RFC 3501 §6.4.5, RFC 7162 §3.1.4, §3.2.6',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, state) {
    const { folder, store } = state;
    const items = wantedItems(session, request);
    let ranges: readonly PositionRange[] = folder.positions(request.set, request.uid);
    if (request.vanished && request.changedSince !== undefined) {
      if (!session.enabled.has('QRESYNC')) {
        return { status: 'BAD', text: 'Command Argument Error. 11 (VANISHED needs ENABLE QRESYNC before it)' };
      }
      // RFC 7162 §3.2.6: what was expunged since, among the UIDs that the client named.
      const named = request.set.saved ? uidSetOf(folder.savedSearch) : namedUids(request.set, folder);
      const expunged = await store.expungedSince(folder.folderId, request.changedSince, named);
      if (expunged.length > 0) session.output.line(`* VANISHED (EARLIER) ${formatUidSet(expunged)}`);
    }
    // RFC 9394 §3.4: first the window, then what has changed in it.
    if (request.partial !== undefined) ranges = slicePositions(folder, ranges, request.partial);
    if (request.changedSince !== undefined) ranges = changedAfter(folder, ranges, request.changedSince);
    const { ranges: limited, code } = withinMessageLimit(session, folder, ranges);
    const completion = await fetchPositions(session, state, limited, items, request.uid);
    return withLimitCode(session, completion, code);
  },
});

/** Answers `items` of the messages at `ranges`. */
export async function fetchPositions(
  session: Session,
  state: Selected,
  ranges: readonly PositionRange[],
  items: readonly FetchItem[],
  byUid = true,
): Promise<Completion> {
  const plan = planOf(items);
  return plan.columns === null
    ? fetchFromView(session, state, ranges, plan)
    : fetchFromStore(session, state, ranges, plan, byUid);
}

function wantedItems(session: Session, request: FetchRequest): FetchItem[] {
  const items = [...request.items];
  const has = (name: FetchItem['item']) => items.some(({ item }) => item === name);
  // RFC 3501 §6.4.8: the answers of UID FETCH always have the UID.
  if (request.uid && !has('UID') && !session.enabled.has('UIDONLY')) items.unshift({ item: 'UID' });
  if (has('MODSEQ') || request.changedSince !== undefined) {
    // RFC 7162 §3.1: these show that the client knows CONDSTORE. §3.1.4.1: CHANGEDSINCE brings MODSEQ with it.
    knowsCondstore(session);
    if (!has('MODSEQ')) items.push({ item: 'MODSEQ' });
  }
  return items;
}

/** The UIDs that a set names, whether they exist or not. */
export function namedUids(set: SequenceSet, folder: SelectedFolder): UidSet {
  return resolveSequenceSet(set, Math.max(folder.uidNext - 1, 1)).map(({ from, to }) => ({ first: from, last: to }));
}

export function formatUidSet(uids: UidSet): string {
  return uids.map(({ first, last }) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}

/** RFC 9394 §3.3: of the messages that the set names, only those in this window. */
function slicePositions(
  folder: SelectedFolder,
  ranges: readonly PositionRange[],
  partial: PartialRange,
): PositionRange[] {
  const all = ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  const alive = all.filter((at) => !folder.isGoneAt(at));
  const { low, high, fromEnd } = partial;
  const window = fromEnd
    ? alive.slice(Math.max(0, alive.length - high), Math.max(0, alive.length - low + 1))
    : alive.slice(low - 1, high);
  return window.map((at) => ({ from: at, to: at }));
}

function changedAfter(folder: SelectedFolder, ranges: readonly PositionRange[], modSeq: number): PositionRange[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of ranges) {
    for (let at = from; at <= to; at++) {
      if (folder.modSeqAt(at) <= modSeq || folder.isGoneAt(at)) continue;
      const previous = found.at(-1);
      if (previous !== undefined && previous.to === at - 1) previous.to = at;
      else found.push({ from: at, to: at });
    }
  }
  return found;
}

type Selected = StateOf<'selected'>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

async function fetchFromView(
  session: Session,
  { folder, store }: Selected,
  ranges: readonly PositionRange[],
  { writers }: Plan,
  kept?: KeptItems,
): Promise<Completion> {
  const { output, enabled } = session;
  const { usesUtf8 } = enabled;
  const { writer } = output;
  // One object for all messages: 50,000 of them would be the dearest part of a list of flags.
  const message = {
    output,
    folder,
    store,
    at: 0,
    row: undefined,
    usesUtf8,
    kept,
    structure: structureOf(() => undefined),
    refuse: () => {},
  };
  const [first, ...others] = writers;
  for (const { from, to } of ranges) {
    for (let at = from; at <= to; at++) {
      message.at = at;
      folder.writeFetchStart(writer, at);
      void first?.write(message);
      for (const other of others) {
        writer.text(' ');
        void other.write(message);
      }
      writer.text(')\r\n');
      // Looking at the clock for every message would cost more than the message.
      if (output.isFull || ((at & 127) === 127 && output.isDue)) await output.makeRoom();
    }
  }
  return { status: 'OK' };
}

async function fetchFromStore(
  session: Session,
  selected: Selected,
  ranges: readonly PositionRange[],
  plan: Plan,
  byUid: boolean,
): Promise<Completion> {
  const { folder, store } = selected;
  const { output } = session;
  let expected = 0;
  for (const { from, to } of ranges) expected += to - from + 1;
  let found = 0;
  let refused: Completion | undefined;
  const refuse = (completion: Completion): void => {
    refused ??= completion;
  };
  // RFC 4314 §4: who may not set \Seen reads without it.
  const marksSeen = plan.marksSeen && !folder.isReadOnly && folder.rights.has('s');
  const columns = plan.columns ?? {};
  const [only] = ranges;
  // What others have opened to a user is not kept.
  const name =
    plan.keptAs === undefined || !isOwnContent(folder.folderId)
      ? undefined
      : `${store.accountId}/${folder.mailboxId}/${folder.uidValidity} ${session.enabled.usesUtf8 ? 'UTF-8 ' : ''}${plan.keptAs}`;
  const kept = name === undefined ? undefined : keptItems(name);
  // One object for all messages: of a list of 50,000 each would cost as much as a part of its answer.
  const message: Writable<FetchedMessage> = {
    output,
    folder,
    store,
    at: 0,
    row: undefined,
    usesUtf8: session.enabled.usesUtf8,
    kept,
    structure: structureOf(() => message.row),
    refuse,
  };
  const writersWithFlags = withSeenFlags(session, plan);
  const answer = async (
    pages: AsyncIterable<readonly MessageRow[]> | Iterable<readonly MessageRow[]>,
  ): Promise<void> => {
    for await (const rows of pages) {
      const seenNow = marksSeen ? await markSeen(folder, store, rows) : undefined;
      for (const row of rows) {
        const at = folder.positionOf(row.uid);
        if (at < 0) continue;
        found++;
        message.at = at;
        message.row = row;
        try {
          const writing = writeMessage(message, seenNow?.has(row.uid) === true ? writersWithFlags : plan.writers);
          if (writing !== undefined) await writing;
        } catch (cause) {
          throw new BrokenAnswerError(cause);
        }
        if (output.isDue) await output.makeRoom();
      }
      await output.makeRoom();
    }
  };
  const uids = folder.uidsAt(ranges);
  if (only !== undefined && expected === 1 && columns.content === true)
    await answer([await readWithAhead(store, folder, only.from, columns)]);
  // Of nothing too the store is asked: the folder may be gone.
  else if (kept === undefined || uids.length === 0) await answer(store.messages(folder.folderId, uids, columns));
  else
    for (const { uids: some, isKept } of kept.stretches(uids)) {
      if (isKept && plan.otherColumns === null && !marksSeen) {
        const places = folder.positionsOfUids(some);
        await fetchFromView(session, selected, places, plan, kept);
        for (const { from, to } of places) found += to - from + 1;
      } else await answer(store.messages(folder.folderId, some, isKept ? (plan.otherColumns ?? {}) : columns));
    }
  if (name !== undefined && kept !== undefined) keepItems(name, kept);
  if (refused !== undefined) return refused;
  // RFC 2180 §4.1.2, RFC 5530: expunged by another session, and this one may not be told within a FETCH.
  if (found < expected && !byUid) return someAreGone;
  return { status: 'OK' };
}

/** Gives a promise only when content has to be read: what rows hold is written at once. */
function writeMessage(message: FetchedMessage, writers: readonly FetchItemWriter[]): Promise<void> | undefined {
  const { writer } = message.output;
  message.folder.writeFetchStart(writer, message.at);
  const writing = writeItems(message, writers);
  if (writing !== undefined) return writing.then(() => void writer.text(')\r\n'));
  writer.text(')\r\n');
  return undefined;
}

/** What is told of a message that is marked as seen; RFC 7162 §3.2.4: to whoever knows CONDSTORE as of every change. */
function withSeenFlags({ enabled }: Session, { writers, has }: Plan): readonly FetchItemWriter[] {
  return [
    ...(has.uid || !enabled.usesModSeq || enabled.has('UIDONLY') ? [] : [uidItem]),
    ...writers,
    ...(has.flags ? [] : [flagsItem]),
    ...(has.modSeq || !enabled.usesModSeq ? [] : [modSeqItem]),
  ];
}

const takesNoWrites: ReadonlySet<StorageErrorCode | null> = new Set([
  'storage-full',
  'storage-read-only',
  'storage-unavailable',
]);

/** RFC 3501 §6.4.5: reading a body sets `\Seen`, and the change comes with the answer. One write for a page. */
async function markSeen(
  folder: SelectedFolder,
  store: Selected['store'],
  rows: readonly MessageRow[],
): Promise<Set<number>> {
  const unseen = rows.flatMap(({ uid }) => {
    const at = folder.positionOf(uid);
    return at >= 0 && (folder.bitsAt(at) & flagBits.seen) === 0 ? [uid] : [];
  });
  if (unseen.length === 0) return new Set();
  const flags = { bits: flagBits.seen, keywords: [] };
  const result = await store
    .storeFlags(folder.folderId, { uids: uidSetOf(unseen), mode: 'add', flags })
    .catch((cause: unknown) => {
      // Mail can be read on a full disk, and on one that became read-only: what was asked for is the message.
      if (!takesNoWrites.has(storageErrorCodeIn(cause))) throw cause;
      return null;
    });
  if (result === null) return new Set();
  folder.noteStored(result);
  if (result.columns.length > 0) folder.noteOwnWrite(result.modSeq);
  return new Set(unseen);
}
