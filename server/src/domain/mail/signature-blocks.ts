import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';

/** Contents whose signatures stand in one row. */
const contentsOfBlock = 32;
/** How a signature is made. Rows of another kind are not read: their contents are looked at one by one. */
const kind = 1;

export function signatureBlockOf(contentId: number): number {
  return Math.floor(contentId / contentsOfBlock);
}

/** Writes these, and that every content before `position` has been looked at. */
export async function keepSignatures(
  writer: SqlWriter,
  signatures: ReadonlyMap<number, Uint8Array>,
  position: number,
): Promise<void> {
  const blocks = new Map<number, [number, Uint8Array][]>();
  for (const entry of signatures) {
    const block = signatureBlockOf(entry[0]);
    blocks.set(block, [...(blocks.get(block) ?? []), entry]);
  }
  for (const [block, added] of blocks) {
    const row = await writer.get<{ data: Uint8Array }>(
      'SELECT data FROM search_signatures WHERE account = ? AND block = ?',
      writer.account,
      block,
    );
    const known = row === undefined ? new Map<number, Uint8Array>() : readBlock(block, row.data);
    // Of two nodes of one database both may have been at work.
    const all = new Map([...known, ...added]);
    await writer.run(
      `INSERT INTO search_signatures (account, block, data) VALUES (?, ?, ?)
       ON CONFLICT (account, block) DO UPDATE SET data = excluded.data`,
      writer.account,
      block,
      packBlock(all),
    );
  }
  await writer.run(
    `INSERT INTO search_index_position (account, content_id) VALUES (?, ?)
     ON CONFLICT (account) DO UPDATE SET content_id = excluded.content_id`,
    writer.account,
    position,
  );
}

/** A byte for the kind; then of each content its place in the block, the logarithm of its length, and the signature. */
function packBlock(signatures: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(kind)];
  for (const [contentId, signature] of [...signatures].sort(([a], [b]) => a - b))
    parts.push(Uint8Array.of(contentId % contentsOfBlock, Math.log2(signature.length)), signature);
  return Buffer.concat(parts);
}

function readBlock(block: number, data: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  if (data[0] !== kind) return found;
  for (let at = 1; at < data.length; ) {
    const length = 2 ** (data[at + 1] as number);
    found.set(block * contentsOfBlock + (data[at] as number), data.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return found;
}

/** The signatures of contents, by content id; more than those asked for may come, and what is not indexed yet has none. */
export async function signaturesOf(
  context: AccountContext,
  reader: SqlReader,
  contentIds: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const found = new Map<number, Uint8Array>();
  const blocks = new Set(contentIds.map((id) => signatureBlockOf(id)));
  const rows = await reader.all<{ block: number; data: Uint8Array }>(
    `SELECT block, data FROM search_signatures WHERE account = ? AND block IN ${context.differences.numberList}`,
    reader.account,
    JSON.stringify([...blocks]),
  );
  for (const { block, data } of rows)
    for (const [contentId, signature] of readBlock(block, data)) found.set(contentId, signature);
  return found;
}

/** Takes rows away none of whose contents is left. */
export async function dropEmptyBlocks(writer: SqlWriter, contentIds: readonly number[]): Promise<void> {
  for (const block of new Set(contentIds.map((id) => signatureBlockOf(id)))) {
    const first = block * contentsOfBlock;
    await writer.run(
      `DELETE FROM search_signatures WHERE account = ? AND block = ? AND NOT EXISTS (
         SELECT 1 FROM contents WHERE contents.account = ? AND content_id BETWEEN ? AND ?)`,
      writer.account,
      block,
      writer.account,
      first,
      first + contentsOfBlock - 1,
    );
  }
}
