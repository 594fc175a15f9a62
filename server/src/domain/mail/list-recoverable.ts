import { decodeHeader, deserializeStructure, displayName, envelopeOf, type MimePart } from '@relais/mime';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { momentMs } from './zoned-moment.ts';
import { contentRows } from './read-messages.ts';
import type { RecoverableFilter, RecoverableItem, RecoverablePage, RecoverableUsage } from './recoverable-items.ts';
import { isPurged, itemIdOf, type KeptRow, keptRows, loadTotals, purgedBit, rowIdIn } from './recoverable-rows.ts';
import { foldText, headersMatch } from './search-headers.ts';
import { TimeSlice } from './time-slice.ts';

const rowsAtOnce = 8;
const mostOfPage = 500;

/** One message of a row, by its place. */
interface Place {
  readonly row: KeptRow;
  readonly at: number;
}

/** The kept messages that a filter names, the newest deletion first. Only rows are in memory, some at a time, and one page. */
export async function listRecoverable(
  context: AccountContext,
  filter: RecoverableFilter,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<RecoverablePage> {
  const wanted = Math.min(Math.max(1, limit), mostOfPage);
  const [afterRow, afterUid] = after === undefined ? [Number.MAX_SAFE_INTEGER, 0] : after.split('.').map(Number);
  const slice = new TimeSlice();
  const ids = filter.itemIds === undefined ? null : new Set(filter.itemIds);
  const [lowest, highest] = ends(filter.itemIds);
  return await context.scope.read(async (reader) => {
    const page: Place[] = [];
    let total = 0;
    let isMore = false;
    for (let below = highest + 1; ; ) {
      const rows = await keptRows(reader, `AND row_id < ? ORDER BY row_id DESC LIMIT ${rowsAtOnce}`, below);
      for (const place of await matching(context, reader, rows, filter, ids)) {
        total++;
        const uid = place.row.states.uids[place.at] as number;
        const { rowId } = place.row;
        if (rowId > (afterRow ?? 0) || (rowId === afterRow && uid >= (afterUid ?? 0))) continue;
        if (page.length < wanted) page.push(place);
        else isMore = true;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsAtOnce || last.rowId <= lowest) break;
      below = last.rowId;
      await slice.rest();
    }
    const items = await described(context, reader, page);
    return { items, next: isMore ? (items.at(-1)?.itemId ?? null) : null, total };
  });
}

export async function recoverableUsage(context: AccountContext): Promise<RecoverableUsage> {
  return await context.scope.read(async (reader) => {
    const totals = await loadTotals(reader);
    const ends = await reader.get<{ oldest: number | null; newest: number | null }>(
      'SELECT min(deleted_at) AS oldest, max(deleted_at) AS newest FROM recoverable_items WHERE account = ?',
      reader.account,
    );
    const moment = (value: number | null | undefined): number | null => (value == null ? null : Number(value));
    return {
      items: totals.items,
      sizeBytes: totals.size_bytes,
      purgedItems: totals.purged_items,
      purgedBytes: totals.purged_bytes,
      oldestDeletedAt: moment(ends?.oldest),
      newestDeletedAt: moment(ends?.newest),
    };
  });
}

/** The first and the last row in which items of these ids can be. */
function ends(itemIds: readonly string[] | undefined): readonly [lowest: number, highest: number] {
  if (itemIds === undefined) return [0, Number.MAX_SAFE_INTEGER - 1];
  const rowIds = itemIds.map(rowIdIn).sort((a, b) => a - b);
  return [rowIds[0] ?? 0, rowIds.at(-1) ?? 0];
}

/** The messages of these rows that the filter names, the highest UID of each row first. */
async function matching(
  context: AccountContext,
  reader: SqlReader,
  rows: readonly KeptRow[],
  filter: RecoverableFilter,
  ids: ReadonlySet<string> | null,
): Promise<Place[]> {
  const places: Place[] = [];
  for (const row of rows) {
    if (row.deletedAt < (filter.deletedFrom ?? 0)) continue;
    if (row.deletedAt >= (filter.deletedBefore ?? Number.MAX_SAFE_INTEGER)) continue;
    if (filter.folderName !== undefined && row.folderName !== filter.folderName) continue;
    for (let at = row.facts.uids.length - 1; at >= 0; at--)
      if (
        (filter.purged === 'with' || isPurged(row, at) === (filter.purged === 'only')) &&
        (ids === null || ids.has(itemIdOf(row, at)))
      )
        places.push({ row, at });
  }
  const { text = '' } = filter;
  if (text === '' || places.length === 0) return places;
  const folded = foldText(text);
  const contents = await contentRows<{ content_id: number; headers: string }>(
    context,
    reader,
    places.map(contentIdOf),
    'content_id, headers',
  );
  const headers = new Map(contents.map((content) => [Number(content.content_id), content.headers]));
  return places.filter((place) => {
    const stored = headers.get(contentIdOf(place)) ?? '';
    return ['subject', 'from', 'to'].some((field) => headersMatch(stored, field, folded));
  });
}

async function described(
  context: AccountContext,
  reader: SqlReader,
  places: readonly Place[],
): Promise<RecoverableItem[]> {
  if (places.length === 0) return [];
  const contents = await contentRows<{ content_id: number; structure: Uint8Array }>(
    context,
    reader,
    places.map(contentIdOf),
    'content_id, structure',
  );
  const structures = new Map(contents.map((content) => [Number(content.content_id), content.structure]));
  return places.map((place) => {
    const { row, at } = place;
    const stored = structures.get(contentIdOf(place));
    if (stored === undefined) throw new Error(`Content ${contentIdOf(place)} is missing; run relais verify.`);
    const structure = deserializeStructure(stored);
    const envelope = envelopeOf(structure);
    return {
      itemId: itemIdOf(row, at),
      deletedAt: row.deletedAt,
      purged: isPurged(row, at),
      folderId: row.folderId,
      folderName: row.folderName,
      contentId: contentIdOf(place),
      subject: decodeHeader(envelope.subject ?? '').trim(),
      from: envelope.from.map(displayName).join('; '),
      to: envelope.to.map(displayName).join('; '),
      messageId: envelope.messageId === null ? null : decodeHeader(envelope.messageId).trim(),
      sizeBytes: row.facts.sizes[at] as number,
      internalDate: momentMs(row.facts.internalDates[at] as number),
      sentDate: row.facts.sentDates[at] as number,
      hasAttachments: hasAttachment(structure.root),
      flags: {
        bits: (row.states.bits[at] as number) & ~purgedBit,
        keywords: row.keywordSets[row.states.keywordSets[at] as number] ?? [],
      },
    };
  });
}

function contentIdOf({ row, at }: Place): number {
  return row.facts.contentIds[at] as number;
}

/** Something to download beside the text (RFC 2183 §2.2). */
function hasAttachment(part: MimePart): boolean {
  if (part.children.length > 0) return part.children.some(hasAttachment);
  if (part.disposition !== null) return part.disposition.type === 'attachment';
  return part.type !== 'text' && part.type !== 'multipart' && part.id === null;
}
