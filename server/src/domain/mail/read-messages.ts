import { deserializeStructure, renderBodyStructure } from '@relais/mime';
import { mostSmallContentBytes, readSmallContents } from '../../storage/content-store.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { TimeSlice } from './time-slice.ts';
import type { MessageColumns, MessageRow } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { unpackSummary } from './content-summary.ts';
import { type FolderDraft, loadSelectableFolder } from './folder-draft.ts';
import { blockOf, lastUidOf, type MessageFacts, readFactBlock } from './message-block.ts';
import { leastMessagesOfPage, packInBackground, readSummaryPages } from './packed-summaries.ts';
import type { SummaryPage } from './summary-page.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import type { UidSet } from './uid-set.ts';
import { momentMs, momentZoneMinutes } from './zoned-moment.ts';

/** Up to 512 messages a page. */
const pageBlocks = 4;
/** A page waits in memory while its reader is slow. */
const mostContentBytesOfPage = 256 * 1024;

interface ContentRow {
  readonly content_id: number;
  readonly summary: Uint8Array | null;
  readonly structure: Uint8Array | null;
  readonly header: Uint8Array | null;
}

/**
 * The messages of a folder in UID order, a page at a time. UIDs that are gone are skipped, not an error (RFC 9051 §6.4.9).
 * Each page is read for itself, so a slow consumer holds no transaction.
 */
export async function* readMessages(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  columns: MessageColumns,
): AsyncGenerator<readonly MessageRow[]> {
  const cursor = new BlockCursor('message_facts', folderId, uids, context.differences.numberList);
  const isWanted = ascendingMatcher(uids);
  const slice = new TimeSlice();
  const toPack = new Set<number>();
  let folder: FolderDraft | null = null;
  let facts: MessageFacts[] = [];
  while (folder === null || facts.length > 0 || !cursor.isDone) {
    const page: readonly MessageRow[] = await context.scope.read(async (reader) => {
      folder ??= await loadSelectableFolder(reader, folderId);
      if (facts.length === 0) facts = factsOf(await cursor.page(reader, pageBlocks), isWanted);
      const part = columns.content === true ? facts.splice(0, countOfPage(facts)) : facts.splice(0);
      if (part.length === 0) return [];
      const contents = columns.content === true ? await readContentsOf(context, reader, part) : null;
      if (!needsSummary(columns))
        return rowsOf(part, await readDescriptions(context, reader, part, columns), null, contents, columns);
      const large = blocksOfMany(part);
      const pages = await readSummaryPages(context, reader, folderId, large);
      for (const block of large) if (!pages.has(block) && lastUidOf(block) < folder.uid_next) toPack.add(block);
      const others =
        needsStructure(columns) || columns.header === true ? part : part.filter(({ uid }) => !pages.has(blockOf(uid)));
      return rowsOf(part, await readDescriptions(context, reader, others, columns), pages, contents, columns);
    });
    if (page.length > 0) yield page;
    await slice.rest();
  }
  packInBackground(
    context,
    [...toPack].map((block) => ({ folderId, block })),
  );
}

/** So many of the messages that a page does not hold more than it may of their contents. */
function countOfPage(facts: readonly MessageFacts[]): number {
  let bytes = 0;
  const end = facts.findIndex(({ sizeBytes }, index) => {
    if (sizeBytes <= mostSmallContentBytes) bytes += sizeBytes;
    return index > 0 && bytes > mostContentBytesOfPage;
  });
  return end < 0 ? facts.length : end;
}

async function readContentsOf(
  context: AccountContext,
  reader: SqlReader,
  facts: readonly MessageFacts[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const small = facts.filter(({ sizeBytes }) => sizeBytes <= mostSmallContentBytes);
  return await readSmallContents(
    reader,
    context.differences,
    small.map(({ contentId }) => contentId),
  );
}

const needsSummary = (columns: MessageColumns): boolean =>
  columns.envelope === true || columns.bodyStructure === true || columns.preview === true;
const needsStructure = (columns: MessageColumns): boolean => columns.structure === true || columns.body === true;

function blocksOfMany(facts: readonly MessageFacts[]): number[] {
  const counts = new Map<number, number>();
  for (const { uid } of facts) counts.set(blockOf(uid), (counts.get(blockOf(uid)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= leastMessagesOfPage).map(([block]) => block);
}

function rowsOf(
  facts: readonly MessageFacts[],
  descriptions: ReadonlyMap<number, ContentRow>,
  pages: ReadonlyMap<number, SummaryPage> | null,
  contents: ReadonlyMap<number, Uint8Array> | null,
  columns: MessageColumns,
): MessageRow[] {
  return facts.map((message) => {
    const described = descriptions.get(message.contentId) ?? null;
    const summary = described?.summary ?? pages?.get(blockOf(message.uid))?.find(message.uid) ?? null;
    return rowOf(message, summary, described, contents?.get(message.contentId) ?? null, columns);
  });
}

export function factsOf(
  rows: readonly { readonly data: Uint8Array }[],
  isWanted: (uid: number) => boolean,
): MessageFacts[] {
  const facts: MessageFacts[] = [];
  for (const row of rows) {
    const block = readFactBlock(row.data);
    for (let i = 0; i < block.uids.length; i++) {
      const uid = block.uids[i] as number;
      if (!isWanted(uid)) continue;
      facts.push({
        uid,
        contentId: block.contentIds[i] as number,
        threadId: block.threadIds[i] as number,
        sizeBytes: block.sizes[i] as number,
        internalDate: block.internalDates[i] as number,
        savedDate: block.savedDates[i] as number,
        sentDate: block.sentDates[i] as number,
      });
    }
  }
  return facts;
}

async function readDescriptions(
  context: AccountContext,
  reader: SqlReader,
  facts: readonly MessageFacts[],
  columns: MessageColumns,
): Promise<Map<number, ContentRow>> {
  const wantsHeader = columns.header === true;
  if (facts.length === 0 || !(needsSummary(columns) || needsStructure(columns) || wantsHeader)) return new Map();
  const ids = facts.map((message) => message.contentId);
  const rows = await contentRows<ContentRow>(
    context,
    reader,
    ids,
    [
      'content_id',
      needsSummary(columns) ? 'summary' : 'NULL AS summary',
      needsStructure(columns)
        ? 'structure'
        : `${wantsHeader ? 'CASE WHEN length(header) = 0 THEN structure END' : 'NULL'} AS structure`,
      wantsHeader ? 'header' : 'NULL AS header',
    ].join(', '),
  );
  return new Map(rows.map((row) => [row.content_id, row]));
}

/** Rows of `contents` by id, in no order that matters; more than those asked for may come. */
export async function contentRows<R extends object>(
  context: AccountContext,
  reader: SqlReader,
  ids: readonly number[],
  columns: string,
): Promise<R[]> {
  let least = Number.MAX_SAFE_INTEGER;
  let most = 0;
  for (const id of ids) {
    if (id < least) least = id;
    if (id > most) most = id;
  }
  // Messages that came one after the other lie side by side, and a range is read faster than a list.
  if (most - least < ids.length * 1.25)
    return await reader.all<R>(
      `SELECT ${columns} FROM contents WHERE account = ? AND content_id BETWEEN ? AND ?`,
      reader.account,
      least,
      most,
    );
  return await reader.all<R>(
    `SELECT ${columns} FROM contents WHERE account = ? AND content_id IN ${context.differences.numberList}`,
    reader.account,
    JSON.stringify(ids),
  );
}

function rowOf(
  message: MessageFacts,
  packed: Uint8Array | null,
  described: ContentRow | null,
  content: Uint8Array | null,
  columns: MessageColumns,
): MessageRow {
  const summary = packed === null ? null : unpackSummary(packed);
  const structure = described?.structure ?? null;
  const header = described?.header ?? null;
  return {
    uid: message.uid,
    contentId: message.contentId,
    emailId: `M${message.contentId}`,
    threadId: `T${message.threadId}`,
    sizeBytes: message.sizeBytes,
    internalDate: momentMs(message.internalDate),
    internalZoneMinutes: momentZoneMinutes(message.internalDate),
    savedDate: message.savedDate,
    sentDate: message.sentDate,
    envelope: columns.envelope === true ? (summary?.envelope ?? null) : null,
    bodyStructure: columns.bodyStructure === true ? (summary?.bodyStructure ?? null) : null,
    body:
      columns.body === true && structure !== null
        ? renderBodyStructure(deserializeStructure(structure).root, { extended: false })
        : null,
    structure: columns.structure === true || columns.header === true ? structure : null,
    preview: columns.preview === true ? (summary?.preview() ?? null) : null,
    header: header === null || header.length === 0 ? null : header,
    content,
  };
}
