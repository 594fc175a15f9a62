import type { AccountContext } from './account-context.ts';
import type { FolderStatus } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { FieldTexts } from './field-texts.ts';
import { factsOf } from './message-block.ts';
import { contentRows } from './read-messages.ts';
import { TimeSlice } from './time-slice.ts';

const pageBlocks = 2;
/** Of all accounts together: about 150,000 messages. */
const mostBytes = 32 * 1024 * 1024;
/** What people search in, often one after the other: read together. */
const commonFields = ['from', 'to', 'cc', 'subject'];

/** The texts of some fields of a folder. */
interface Kept {
  readonly uidValidity: number;
  readonly texts: ReadonlyMap<string, FieldTexts>;
  /** Messages below this UID are in `texts`. */
  uidNext: number;
  /** Resolves when nobody adds to `texts`. */
  reading: Promise<void>;
  /** As they count in `keptBytes`. */
  bytes: number;
}

/** By account, then by folder and fields. The one used last goes last: a Map keeps the order of insertion. */
const kept = new Map<string, Kept>();
const numbers = new WeakMap<AccountContext, number>();
let lastNumber = 0;
let keptBytes = 0;

export interface SearchedFolder extends FolderStatus {
  readonly folderId: number;
}

/** Whether the texts of the field are in memory, so that a search of few messages may use them too. */
export function hasKeptTexts(
  context: AccountContext,
  { folderId, uidValidity }: SearchedFolder,
  field: string,
): boolean {
  return kept.get(keyOf(context, folderId, field))?.uidValidity === uidValidity;
}

/**
 * The texts of a field of all messages that `folder` holds and of some that it held: from memory, after reading what has
 * come since the last time.
 */
export async function fieldTexts(context: AccountContext, folder: SearchedFolder, field: string): Promise<FieldTexts> {
  const key = keyOf(context, folder.folderId, field);
  let entry = kept.get(key);
  if (entry === undefined || entry.uidValidity !== folder.uidValidity || isMostlyGone(entry, folder)) {
    const fields = commonFields.includes(field) ? commonFields : [field];
    entry = {
      uidValidity: folder.uidValidity,
      texts: new Map(fields.map((name) => [name, new FieldTexts()])),
      uidNext: 1,
      reading: Promise.resolve(),
      bytes: 0,
    };
  }
  const extended = entry;
  keep(key, entry);
  // One after the other: of two searches at once the second finds what the first has read.
  const reading = entry.reading.then(() => extend(context, folder, extended));
  entry.reading = reading.catch(() => {});
  await reading;
  if (kept.get(key) === entry) keep(key, entry);
  return entry.texts.get(field) as FieldTexts;
}

/** Texts of messages that are gone would be most of what is looked through. */
function isMostlyGone({ texts }: Kept, folder: SearchedFolder): boolean {
  const [first] = texts.values();
  return first !== undefined && first.messages > 2 * folder.messages + 1_000;
}

async function extend(context: AccountContext, folder: SearchedFolder, entry: Kept): Promise<void> {
  if (entry.uidNext >= folder.uidNext) return;
  const missing = [{ first: entry.uidNext, last: folder.uidNext - 1 }];
  const cursor = new BlockCursor('message_facts', folder.folderId, missing, context.differences.numberList);
  const slice = new TimeSlice();
  while (!cursor.isDone) {
    const { facts, headers } = await context.scope.read(async (reader) => {
      const rows = await cursor.page(reader, pageBlocks);
      const read = factsOf(rows, (uid) => uid >= entry.uidNext && uid < folder.uidNext);
      const ids = read.map(({ contentId }) => contentId);
      const found =
        ids.length === 0
          ? []
          : await contentRows<{ content_id: number; headers: string }>(context, reader, ids, 'content_id, headers');
      return { facts: read, headers: new Map(found.map((row) => [row.content_id, row.headers.split('\n')])) };
    });
    for (const [field, texts] of entry.texts) {
      const prefix = `${field}:`;
      const valuesOf = (contentId: number): string[] =>
        (headers.get(contentId) ?? [])
          .filter((line) => line.startsWith(prefix))
          .map((line) => line.slice(prefix.length));
      texts.add(facts.map(({ uid, contentId }) => ({ uid, values: valuesOf(contentId) })));
    }
    const last = facts.at(-1);
    if (last !== undefined) entry.uidNext = last.uid + 1;
    await slice.rest();
  }
  entry.uidNext = folder.uidNext;
}

function keep(key: string, entry: Kept): void {
  forget(key);
  entry.bytes = 0;
  for (const { bytes } of entry.texts.values()) entry.bytes += bytes;
  if (entry.bytes > mostBytes / 2) return;
  kept.set(key, entry);
  keptBytes += entry.bytes;
  for (const oldest of kept.keys()) {
    if (keptBytes <= mostBytes) return;
    forget(oldest);
  }
}

function forget(key: string): void {
  const entry = kept.get(key);
  if (entry === undefined) return;
  kept.delete(key);
  keptBytes -= entry.bytes;
}

function keyOf(context: AccountContext, folderId: number, field: string): string {
  let number = numbers.get(context);
  if (number === undefined) numbers.set(context, (number = ++lastNumber));
  return `${number}/${folderId}/${commonFields.includes(field) ? '' : field}`;
}
