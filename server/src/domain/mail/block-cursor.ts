import type { SqlReader } from '../../storage/sql-engine.ts';
import { blockOf } from './message-block.ts';
import type { UidSet } from './uid-set.ts';

export interface BlockRow {
  readonly block: number;
  readonly data: Uint8Array;
}

/**
 * Walks the stored blocks that a set of UIDs touches, in order, some at a time. It keeps its place outside any
 * transaction, so each page may be read in a transaction of its own, and holes cost nothing.
 */
export class BlockCursor {
  private readonly table: 'message_states' | 'message_facts';
  private readonly folderId: number;
  private readonly numberList: string;
  private readonly ranges: { first: number; last: number }[];
  private next = 0;

  constructor(table: 'message_states' | 'message_facts', folderId: number, uids: UidSet, numberList: string) {
    this.table = table;
    this.folderId = folderId;
    this.numberList = numberList;
    this.ranges = blockRanges(uids);
  }

  get isDone(): boolean {
    return this.next >= this.ranges.length;
  }

  /** About `most` blocks; an empty page does not mean the end, `isDone` does. */
  async page(reader: SqlReader, most: number): Promise<BlockRow[]> {
    const range = this.ranges[this.next];
    if (range === undefined) return [];
    if (range.last - range.first >= most) return await this.pageOfRange(reader, range, most);
    const blocks: number[] = [];
    for (let following = this.ranges[this.next]; following !== undefined; following = this.ranges[this.next]) {
      if (blocks.length > 0 && blocks.length + (following.last - following.first + 1) > most) break;
      for (let block = following.first; block <= following.last; block++) blocks.push(block);
      this.next++;
    }
    const first = blocks[0] as number;
    const last = blocks.at(-1) as number;
    if (last - first === blocks.length - 1)
      return await reader.all<BlockRow>(
        `SELECT block, data FROM ${this.table} WHERE account = ? AND folder_id = ? AND block BETWEEN ? AND ? ORDER BY block`,
        reader.account,
        this.folderId,
        first,
        last,
      );
    return await reader.all<BlockRow>(
      `SELECT block, data FROM ${this.table} WHERE account = ? AND folder_id = ? AND block IN ${this.numberList} ORDER BY block`,
      reader.account,
      this.folderId,
      JSON.stringify(blocks),
    );
  }

  private async pageOfRange(
    reader: SqlReader,
    range: { first: number; last: number },
    most: number,
  ): Promise<BlockRow[]> {
    const rows = await reader.all<BlockRow>(
      `SELECT block, data FROM ${this.table}
       WHERE account = ? AND folder_id = ? AND block BETWEEN ? AND ? ORDER BY block LIMIT ?`,
      reader.account,
      this.folderId,
      range.first,
      range.last,
      most,
    );
    const last = rows.at(-1);
    if (last === undefined || rows.length < most || last.block >= range.last) this.next++;
    else range.first = last.block + 1;
    return rows;
  }
}

// Blocks of neighbouring ranges overlap: each block is visited once.
function blockRanges(uids: UidSet): { first: number; last: number }[] {
  const ranges: { first: number; last: number }[] = [];
  for (const uid of uids) {
    const first = blockOf(uid.first);
    const last = blockOf(uid.last);
    const before = ranges.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else ranges.push({ first, last });
  }
  return ranges;
}
