import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import {
  addFacts,
  addStates,
  bytesOf,
  type FactBlock,
  keepFacts,
  keepStates,
  readFactBlock,
  readStateBlock,
  type StateBlock,
} from './message-block.ts';
import type { RemovedMessage } from './remove-messages.ts';

/** Beside the flags of a kept message: its owner has purged it. */
export const purgedBit = 128;

/** Messages of one block of UIDs that were deleted together. */
export interface KeptRow {
  readonly rowId: number;
  readonly deletedAt: number;
  readonly folderId: number;
  readonly folderName: string;
  /** By number, which `states.keywordSets` names; 0 is the empty set. */
  readonly keywordSets: readonly (readonly string[])[];
  readonly states: StateBlock;
  readonly facts: FactBlock;
}

interface StoredRow {
  row_id: number;
  deleted_at: number;
  folder_id: number;
  folder_name: string;
  keyword_sets: string;
  states: Uint8Array;
  facts: Uint8Array;
}

const columns = 'row_id, deleted_at, folder_id, folder_name, keyword_sets, states, facts';

/** The rows that `condition` (which begins with AND or ORDER) names. */
export async function keptRows(
  reader: SqlReader,
  condition: string,
  ...parameters: (number | string)[]
): Promise<KeptRow[]> {
  const rows = await reader.all<StoredRow>(
    `SELECT ${columns} FROM recoverable_items WHERE account = ? ${condition}`,
    reader.account,
    ...parameters,
  );
  return rows.map((row) => ({
    rowId: Number(row.row_id),
    deletedAt: Number(row.deleted_at),
    folderId: row.folder_id,
    folderName: row.folder_name,
    keywordSets: JSON.parse(row.keyword_sets) as string[][],
    states: readStateBlock(row.states),
    facts: readFactBlock(row.facts),
  }));
}

/** New rows. */
export async function insertRows(writer: SqlWriter, rows: readonly KeptRow[]): Promise<void> {
  await writer.runMany(
    `INSERT INTO recoverable_items (account, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    rows.map((row) => [
      writer.account,
      row.rowId,
      row.deletedAt,
      row.folderId,
      row.folderName,
      JSON.stringify(row.keywordSets),
      bytesOf(row.states),
      bytesOf(row.facts),
    ]),
  );
}

/** Keeps only the messages at these places; without any the row goes. */
export async function keepInRow(writer: SqlWriter, row: KeptRow, places: readonly number[]): Promise<void> {
  const key = [writer.account, row.rowId] as const;
  if (places.length === 0) await writer.run('DELETE FROM recoverable_items WHERE account = ? AND row_id = ?', ...key);
  else
    await writer.run(
      'UPDATE recoverable_items SET states = ?, facts = ? WHERE account = ? AND row_id = ?',
      bytesOf(keepStates(row.states, places)),
      bytesOf(keepFacts(row.facts, places)),
      ...key,
    );
}

/** Writes the flags of a row that were changed in place. */
export async function saveStates(writer: SqlWriter, row: KeptRow): Promise<void> {
  await writer.run(
    'UPDATE recoverable_items SET states = ? WHERE account = ? AND row_id = ?',
    bytesOf(row.states),
    writer.account,
    row.rowId,
  );
}

/** A row of messages in UID order; their sets of keywords are numbered by `numberOf`. */
export function rowOf(
  place: Omit<KeptRow, 'states' | 'facts' | 'keywordSets'>,
  messages: readonly RemovedMessage[],
  sets: readonly (readonly string[])[],
): KeptRow {
  const keywordSets: (readonly string[])[] = [[]];
  const numbers = new Map<number, number>([[0, 0]]);
  const numberOf = (set: number): number => {
    let number = numbers.get(set);
    if (number === undefined) {
      number = keywordSets.push(sets[set] ?? []) - 1;
      numbers.set(set, number);
    }
    return number;
  };
  return {
    ...place,
    keywordSets,
    states: addStates(
      null,
      messages.map(({ uid, bits, keywordSet }) => ({ uid, bits, keywordSet: numberOf(keywordSet), modSeq: 0 })),
    ),
    facts: addFacts(null, messages),
  };
}

/** What the kept messages of an account are together, and the next number of a row. */
export interface RecoverableTotals {
  next_row_id: number;
  items: number;
  size_bytes: number;
  purged_items: number;
  purged_bytes: number;
}

export async function loadTotals(reader: SqlReader): Promise<RecoverableTotals> {
  const row = await reader.get<RecoverableTotals>(
    `SELECT next_row_id, items, size_bytes, purged_items, purged_bytes FROM recoverable_totals WHERE account = ?`,
    reader.account,
  );
  return {
    next_row_id: Number(row?.next_row_id ?? 1),
    items: Number(row?.items ?? 0),
    size_bytes: Number(row?.size_bytes ?? 0),
    purged_items: Number(row?.purged_items ?? 0),
    purged_bytes: Number(row?.purged_bytes ?? 0),
  };
}

export async function saveTotals(writer: SqlWriter, totals: RecoverableTotals): Promise<void> {
  await writer.run(
    `INSERT INTO recoverable_totals (account, next_row_id, items, size_bytes, purged_items, purged_bytes)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (account) DO UPDATE SET next_row_id = excluded.next_row_id, items = excluded.items,
       size_bytes = excluded.size_bytes, purged_items = excluded.purged_items, purged_bytes = excluded.purged_bytes`,
    writer.account,
    totals.next_row_id,
    totals.items,
    totals.size_bytes,
    totals.purged_items,
    totals.purged_bytes,
  );
}

/** Counts a kept message in (+1) or out (-1). */
export function countKept(totals: RecoverableTotals, row: KeptRow, at: number, step: 1 | -1): void {
  const sizeBytes = step * (row.facts.sizes[at] as number);
  if (isPurged(row, at)) {
    totals.purged_items += step;
    totals.purged_bytes += sizeBytes;
  } else {
    totals.items += step;
    totals.size_bytes += sizeBytes;
  }
}

export function isPurged(row: KeptRow, at: number): boolean {
  return ((row.states.bits[at] as number) & purgedBit) !== 0;
}

/** The row in which the item of an id can be; 0 is none. */
export function rowIdIn(itemId: string): number {
  return Number(/^[0-9]{1,15}(?=\.)/.exec(itemId)?.[0] ?? 0);
}

/** The number of its content, which no other message ever gets, keeps an id from meaning another item. */
export function itemIdOf(row: KeptRow, at: number): string {
  return `${row.rowId}.${row.states.uids[at]}.${row.facts.contentIds[at]}`;
}
