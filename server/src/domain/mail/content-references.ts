import type { SqlDifferences, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { TimeSlice } from './time-slice.ts';

/** Contents whose copies are counted in one row: a kilobyte. */
const contentsOfBlock = 256;
const pageBlocks = 64;
/** A few milliseconds of one statement. */
const mostIds = 250;

/**
 * Counts references to contents up or down. An id that is named twice counts twice. `contents.refs` stands in a row of
 * some kilobytes, so what COPY adds is counted apart from it, packed, and is the first that goes again: as long as a
 * content has copies here, `refs` is at least 1. All references are `refs` and the copies together.
 */
export async function countReferences(
  writer: SqlWriter,
  differences: SqlDifferences,
  contentIds: readonly number[],
  step: 1 | -1,
): Promise<void> {
  const wanted = new Map<number, number[]>();
  for (const id of contentIds) {
    const block = Math.floor(id / contentsOfBlock);
    const ids = wanted.get(block);
    if (ids === undefined) wanted.set(block, [id]);
    else ids.push(id);
  }
  const blocks = [...wanted.keys()];
  const left: number[] = [];
  const slice = new TimeSlice();
  for (let at = 0; at < blocks.length; at += pageBlocks) {
    const page = blocks.slice(at, at + pageBlocks);
    const known = await copiesOf(writer, differences, page);
    for (const block of page) {
      const copies = known.get(block) ?? new Uint32Array(contentsOfBlock);
      let hasChanged = false;
      for (const id of wanted.get(block) ?? []) {
        const place = id - block * contentsOfBlock;
        const count = copies[place] as number;
        if (step < 0 && count === 0) {
          left.push(id);
          continue;
        }
        copies[place] = count + step;
        hasChanged = true;
      }
      if (hasChanged) await putCopies(writer, block, copies);
    }
    await slice.rest();
  }
  await dropReferences(writer, differences, left);
}

/** The counts of copies of some blocks; a block without any is not there. */
async function copiesOf(
  reader: SqlReader,
  { numberList }: SqlDifferences,
  blocks: readonly number[],
): Promise<Map<number, Uint32Array>> {
  const rows = await reader.all<{ block: number; data: Uint8Array }>(
    `SELECT block, data FROM content_copies WHERE account = ? AND block IN ${numberList}`,
    reader.account,
    JSON.stringify(blocks),
  );
  return new Map(rows.map(({ block, data }) => [Number(block), countsIn(data)]));
}

function countsIn(data: Uint8Array): Uint32Array {
  // A copy: PostgreSQL gives views into what came over the socket, aligned to nothing.
  return new Uint32Array(new Uint8Array(data).buffer);
}

async function putCopies(writer: SqlWriter, block: number, copies: Uint32Array): Promise<void> {
  if (copies.every((count) => count === 0))
    await writer.run('DELETE FROM content_copies WHERE account = ? AND block = ?', writer.account, block);
  else
    await writer.run(
      `INSERT INTO content_copies (account, block, data) VALUES (?, ?, ?)
       ON CONFLICT (account, block) DO UPDATE SET data = excluded.data`,
      writer.account,
      block,
      new Uint8Array(copies.buffer),
    );
}

/** Counts down those that have no copies beside them. */
async function dropReferences(writer: SqlWriter, differences: SqlDifferences, ids: readonly number[]): Promise<void> {
  const times = new Map<number, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  const byTimes = new Map<number, number[]>();
  for (const [id, count] of times) {
    const same = byTimes.get(count);
    if (same === undefined) byTimes.set(count, [id]);
    else same.push(id);
  }
  const slice = new TimeSlice();
  for (const [count, same] of byTimes)
    for (let at = 0; at < same.length; at += mostIds) {
      await writer.run(
        `UPDATE contents SET refs = refs - ? WHERE account = ? AND content_id IN ${differences.numberList}`,
        count,
        writer.account,
        JSON.stringify(same.slice(at, at + mostIds)),
      );
      await slice.rest();
    }
}

/** The copies of every content that has any, by its id. */
export async function allCopies(reader: SqlReader): Promise<Map<number, number>> {
  const rows = await reader.all<{ block: number; data: Uint8Array }>(
    'SELECT block, data FROM content_copies WHERE account = ?',
    reader.account,
  );
  const found = new Map<number, number>();
  for (const { block, data } of rows)
    countsIn(data).forEach((count, place) => {
      if (count > 0) found.set(Number(block) * contentsOfBlock + place, count);
    });
  return found;
}
