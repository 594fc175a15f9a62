import { closeRange } from '../../storage/close-numbers.ts';
import { mostSmallContentBytes, readSmallContents } from '../../storage/content-store.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { TimeSlice } from './time-slice.ts';
import type { FolderStatus, MessageColumns, MessageRow } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { loadSelectableFolder, statusOf } from './folder-draft.ts';
import { type ContentRow, type FoundRow, foundRows } from './found-row.ts';
import { blockOf, lastUidOf } from './message-block.ts';
import { leastMessagesOfPage, packInBackground, readSummaryPages } from './packed-summaries.ts';
import type { SummaryPage } from './summary-page.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import type { UidSet } from './uid-set.ts';

/** Up to 512 messages a page. */
const pageBlocks = 4;
/** A page waits in memory while its reader is slow. */
const mostContentBytesOfPage = 256 * 1024;

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
  let status: FolderStatus | undefined;
  let found: FoundRow[] = [];
  while (status === undefined || found.length > 0 || !cursor.isDone) {
    const page: readonly MessageRow[] = await context.scope.read(async (reader) => {
      status ??= context.statuses.of(folderId) ?? statusOf(await loadSelectableFolder(reader, folderId));
      if (found.length === 0) found = foundRows(await cursor.page(reader, pageBlocks), isWanted, columns);
      const part = columns.content === true ? found.splice(0, countOfPage(found)) : found.splice(0);
      if (part.length === 0) return [];
      const contents = columns.content === true ? await readContentsOf(context, reader, part) : null;
      if (!needsSummary(columns))
        return filled(part, await readDescriptions(context, reader, part, columns), null, contents);
      const large = blocksOfMany(part);
      const pages = await readSummaryPages(context, reader, folderId, large);
      for (const block of large) if (!pages.has(block) && lastUidOf(block) < status.uidNext) toPack.add(block);
      const others =
        needsStructure(columns) || columns.header === true ? part : part.filter(({ uid }) => !pages.has(blockOf(uid)));
      return filled(part, await readDescriptions(context, reader, others, columns), pages, contents);
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
function countOfPage(rows: readonly FoundRow[]): number {
  let bytes = 0;
  const end = rows.findIndex(({ sizeBytes }, index) => {
    if (sizeBytes <= mostSmallContentBytes) bytes += sizeBytes;
    return index > 0 && bytes > mostContentBytesOfPage;
  });
  return end < 0 ? rows.length : end;
}

async function readContentsOf(
  context: AccountContext,
  reader: SqlReader,
  rows: readonly FoundRow[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const small = rows.filter(({ sizeBytes }) => sizeBytes <= mostSmallContentBytes);
  return await readSmallContents(
    reader,
    context.differences,
    small.map(({ contentId }) => contentId),
  );
}

const needsSummary = (columns: MessageColumns): boolean =>
  columns.envelope === true || columns.bodyStructure === true || columns.preview === true;
const needsStructure = (columns: MessageColumns): boolean => columns.structure === true || columns.body === true;

function blocksOfMany(rows: readonly FoundRow[]): number[] {
  const counts = new Map<number, number>();
  for (const { uid } of rows) counts.set(blockOf(uid), (counts.get(blockOf(uid)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= leastMessagesOfPage).map(([block]) => block);
}

/** The rows with what was read of them. */
function filled(
  rows: readonly FoundRow[],
  descriptions: ReadonlyMap<number, ContentRow>,
  pages: ReadonlyMap<number, SummaryPage> | null,
  contents: ReadonlyMap<number, Uint8Array> | null,
): readonly FoundRow[] {
  const hasDescriptions = descriptions.size > 0;
  for (const row of rows) {
    if (hasDescriptions) row.described = descriptions.get(row.contentId) ?? null;
    if (pages !== null || row.described !== null)
      row.summary = row.described?.summary ?? pages?.get(blockOf(row.uid))?.find(row.uid) ?? null;
    if (contents !== null) row.content = contents.get(row.contentId) ?? null;
  }
  return rows;
}

async function readDescriptions(
  context: AccountContext,
  reader: SqlReader,
  messages: readonly FoundRow[],
  columns: MessageColumns,
): Promise<Map<number, ContentRow>> {
  const wantsHeader = columns.header === true;
  if (messages.length === 0 || !(needsSummary(columns) || needsStructure(columns) || wantsHeader)) return new Map();
  const ids = messages.map((message) => message.contentId);
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
  // Messages that came one after the other lie side by side.
  const range = closeRange(ids);
  if (range !== null)
    return await reader.all<R>(
      `SELECT ${columns} FROM contents WHERE account = ? AND content_id BETWEEN ? AND ?`,
      reader.account,
      range.least,
      range.most,
    );
  return await reader.all<R>(
    `SELECT ${columns} FROM contents WHERE account = ? AND content_id IN ${context.differences.numberList}`,
    reader.account,
    JSON.stringify(ids),
  );
}
