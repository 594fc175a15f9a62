import { deserializeStructure, renderBodyStructure } from '@relais/mime';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { TimeSlice } from './time-slice.ts';
import type { MessageColumns, MessageRow } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { unpackSummary } from './content-summary.ts';
import { loadSelectableFolder } from './folder-draft.ts';
import { type MessageFacts, readFactBlock } from './message-block.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import type { UidSet } from './uid-set.ts';

/** Up to 512 messages a page. */
const pageBlocks = 4;

interface ContentRow {
  readonly content_id: number;
  readonly summary: Uint8Array | null;
  readonly structure: Uint8Array | null;
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
  await context.scope.read(async (reader) => await loadSelectableFolder(reader, folderId));
  while (!cursor.isDone) {
    const page = await context.scope.read(async (reader) => {
      const facts = factsOf(await cursor.page(reader, pageBlocks), isWanted);
      if (facts.length === 0) return [];
      const contents = await readContents(context, reader, facts, columns);
      return facts.map((message) => rowOf(message, contents?.get(message.contentId), columns));
    });
    if (page.length > 0) yield page;
    await slice.rest();
  }
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
      });
    }
  }
  return facts;
}

async function readContents(
  context: AccountContext,
  reader: SqlReader,
  facts: readonly MessageFacts[],
  columns: MessageColumns,
): Promise<Map<number, ContentRow> | null> {
  const needsSummary = columns.envelope === true || columns.bodyStructure === true || columns.preview === true;
  const needsStructure = columns.structure === true || columns.body === true;
  if (!needsSummary && !needsStructure) return null;
  const ids = facts.map((message) => message.contentId);
  const rows = await contentRows<ContentRow>(
    context,
    reader,
    ids,
    `content_id, ${needsSummary ? 'summary' : 'NULL AS summary'}, ${needsStructure ? 'structure' : 'NULL AS structure'}`,
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

function rowOf(message: MessageFacts, content: ContentRow | undefined, columns: MessageColumns): MessageRow {
  const summary = content?.summary == null ? null : unpackSummary(content.summary);
  const structure = content?.structure ?? null;
  return {
    uid: message.uid,
    contentId: message.contentId,
    emailId: `M${message.contentId}`,
    threadId: `T${message.threadId}`,
    sizeBytes: message.sizeBytes,
    internalDate: message.internalDate,
    savedDate: message.savedDate,
    envelope: columns.envelope === true ? (summary?.envelope ?? null) : null,
    bodyStructure: columns.bodyStructure === true ? (summary?.bodyStructure ?? null) : null,
    body:
      columns.body === true && structure !== null
        ? renderBodyStructure(deserializeStructure(structure).root, { extended: false })
        : null,
    structure: columns.structure === true ? structure : null,
    preview: columns.preview === true ? (summary?.preview() ?? null) : null,
  };
}
