import type { SqlWriter } from '../../storage/sql-engine.ts';
import { isPurged, itemIdOf, type KeptRow, keptRows, rowIdIn } from './recoverable-rows.ts';
import { TimeSlice } from './time-slice.ts';

const rowsAtOnce = 250;

/** Items of one row that somebody named, by their places in it. */
export interface NamedItems {
  readonly row: KeptRow;
  readonly places: readonly number[];
}

/** Where the items of these ids are, and the ids of none. What its owner purged is missing to him. */
export async function namedItems(
  writer: SqlWriter,
  numberList: string,
  itemIds: readonly string[],
  { alsoPurged = false }: { readonly alsoPurged?: boolean } = {},
): Promise<{ readonly found: readonly NamedItems[]; readonly missing: readonly string[] }> {
  const wanted = new Set(itemIds);
  const rowIds = [...new Set([...wanted].map(rowIdIn))];
  const found: NamedItems[] = [];
  const slice = new TimeSlice();
  for (let at = 0; at < rowIds.length; at += rowsAtOnce) {
    const part = JSON.stringify(rowIds.slice(at, at + rowsAtOnce));
    for (const row of await keptRows(writer, `AND row_id IN ${numberList} ORDER BY row_id`, part)) {
      const places: number[] = [];
      for (let place = 0; place < row.facts.uids.length; place++)
        if ((alsoPurged || !isPurged(row, place)) && wanted.delete(itemIdOf(row, place))) places.push(place);
      if (places.length > 0) found.push({ row, places });
    }
    await slice.rest();
  }
  return { found, missing: [...wanted] };
}
