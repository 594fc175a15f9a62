import { TimeSlice } from './time-slice.ts';
import type { SqlDifferences, SqlWriter } from '../../storage/sql-engine.ts';

/** A few milliseconds of one statement. */
const mostIds = 250;

/** Counts references to contents up or down, set by set. An id that is named twice counts twice. */
export async function countReferences(
  writer: SqlWriter,
  differences: SqlDifferences,
  contentIds: readonly number[],
  step: 1 | -1,
): Promise<void> {
  const times = new Map<number, number>();
  for (const id of contentIds) times.set(id, (times.get(id) ?? 0) + 1);
  const byTimes = new Map<number, number[]>();
  for (const [id, count] of times) {
    const ids = byTimes.get(count);
    if (ids === undefined) byTimes.set(count, [id]);
    else ids.push(id);
  }
  const slice = new TimeSlice();
  for (const [count, ids] of byTimes)
    for (let at = 0; at < ids.length; at += mostIds) {
      await writer.run(
        `UPDATE contents SET refs = refs + ? WHERE account = ? AND content_id IN ${differences.numberList}`,
        step * count,
        writer.account,
        JSON.stringify(ids.slice(at, at + mostIds)),
      );
      await slice.rest();
    }
}
