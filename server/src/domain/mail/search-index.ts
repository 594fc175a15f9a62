import type { Timer } from '../../platform/clock/clock.ts';
import { readContent } from '../../storage/content-store.ts';
import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { GivingWay } from './giving-way.ts';
import { KeptPieces } from './kept-pieces.ts';
import { MailError } from './mail-error.ts';
import { bodyTexts, headerTexts, structureOf } from './message-texts.ts';
import { SignatureMaker } from './search-signature.ts';

/** Contents whose signatures stand in one row. */
const contentsOfBlock = 32;
/** How a signature is made. Rows of another kind are not read: their contents are looked at one by one. */
const kind = 1;
/** So long after the last message the indexer begins: nobody who delivers shall share the processor with it. */
const quietMs = 2_000;
/** What comes without a pause is indexed all the same. */
const mostWaitMs = 60_000;

/**
 * The signatures of an account's messages, made beside everything else after they have been committed. How far they
 * have come is in the same transaction, so a crash loses nothing; what has none yet is searched without.
 */
export class SearchIndex {
  readonly #context: AccountContext;
  readonly #maker = new SignatureMaker();
  #timer: Timer | undefined;
  #firstNoteAt: number | null = null;
  #running: Promise<void> | null = null;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  /** Messages have come. Costs next to nothing. */
  note(): void {
    const { clock } = this.#context;
    this.#firstNoteAt ??= clock.elapsed();
    if (this.#timer === undefined) this.#timer = clock.after(quietMs, () => this.#begin());
    else if (clock.elapsed() - this.#firstNoteAt < mostWaitMs) this.#timer.restart();
  }

  #begin(): void {
    this.#timer = undefined;
    this.#firstNoteAt = null;
    this.catchUp().catch((error) => {
      // Closing the storage or deleting the account ends it; the next start goes on.
      if (!(error instanceof MailError)) this.#context.log.error('mail.index-failed', error);
    });
  }

  /** Indexes all that is not. */
  catchUp(): Promise<void> {
    this.#running ??= this.#indexAll().finally(() => (this.#running = null));
    return this.#running;
  }

  async #indexAll(): Promise<void> {
    let from = 0;
    const slice = new GivingWay();
    for (;;) {
      const batch = await this.#context.scope.read(async (reader) => await unindexed(reader, from));
      const last = batch.contents.at(-1);
      if (last === undefined) return;
      const signatures = new Map<number, Uint8Array>();
      for (const content of batch.contents) {
        signatures.set(content.content_id, await this.#signatureOf(content, slice));
        await slice.rest();
      }
      from = last.content_id + 1;
      const position = Math.min(from, batch.firstStaged);
      await this.#context.scope.write(async (writer) => await keepSignatures(writer, signatures, position));
      await slice.rest();
    }
  }

  async #signatureOf(
    { content_id: id, structure, size_bytes: size }: Unindexed,
    slice: GivingWay,
  ): Promise<Uint8Array> {
    const parsed = structureOf(structure);
    const bytes = new KeptPieces((range) => readContent(this.#context.scope, id, range), size);
    const add = async (text: string): Promise<void> => {
      for (const _step of this.#maker.steps(text)) await slice.rest();
    };
    for (const { name, text } of await headerTexts(bytes, parsed)) await add(`${name}: ${text}`);
    for await (const text of bodyTexts(bytes, parsed, true)) await add(text);
    return this.#maker.take();
  }
}

interface Unindexed {
  readonly content_id: number;
  readonly size_bytes: number;
  readonly structure: Uint8Array;
}

async function unindexed(
  reader: SqlReader,
  from: number,
): Promise<{ readonly contents: readonly Unindexed[]; readonly firstStaged: number }> {
  const position = await reader.get<{ content_id: number }>(
    'SELECT content_id FROM search_index_position WHERE account = ?',
    reader.account,
  );
  const first = Math.max(from, position?.content_id ?? 0);
  const end = (Math.floor(first / contentsOfBlock) + 1) * contentsOfBlock;
  const read = async (where: string, ...more: number[]): Promise<Unindexed[]> =>
    await reader.all<Unindexed>(
      `SELECT content_id, size_bytes, structure FROM contents WHERE account = ? AND refs > 0 AND ${where}
       ORDER BY content_id LIMIT ${contentsOfBlock}`,
      reader.account,
      ...more,
    );
  // To the end of a row of signatures, so that it is written once; beyond a gap, whatever comes next.
  const inBlock = await read('content_id >= ? AND content_id < ?', first, end);
  const contents = inBlock.length > 0 ? inBlock : await read('content_id >= ?', end);
  // A message that is still on its way in has its number already: the position waits for it.
  const staged = await reader.get<{ content_id: number | null }>(
    'SELECT min(content_id) AS content_id FROM contents WHERE account = ? AND refs = 0 AND staged_at IS NOT NULL',
    reader.account,
  );
  return { contents, firstStaged: staged?.content_id ?? Number.MAX_SAFE_INTEGER };
}

async function keepSignatures(
  writer: SqlWriter,
  signatures: ReadonlyMap<number, Uint8Array>,
  position: number,
): Promise<void> {
  const blocks = new Map<number, [number, Uint8Array][]>();
  for (const entry of signatures) {
    const block = Math.floor(entry[0] / contentsOfBlock);
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

/** Those of `contentIds` that may hold what is looked for; what has no signature yet may. */
export async function mayHold(
  context: AccountContext,
  reader: SqlReader,
  contentIds: readonly number[],
  test: (signature: Uint8Array) => boolean,
): Promise<Set<number>> {
  const wanted = new Set(contentIds);
  const blocks = new Set(contentIds.map((id) => Math.floor(id / contentsOfBlock)));
  const rows = await reader.all<{ block: number; data: Uint8Array }>(
    `SELECT block, data FROM search_signatures WHERE account = ? AND block IN ${context.differences.numberList}`,
    reader.account,
    JSON.stringify([...blocks]),
  );
  for (const { block, data } of rows)
    for (const [contentId, signature] of readBlock(block, data)) if (!test(signature)) wanted.delete(contentId);
  return wanted;
}

/** Takes rows away none of whose contents is left. */
export async function dropEmptyBlocks(writer: SqlWriter, contentIds: readonly number[]): Promise<void> {
  for (const block of new Set(contentIds.map((id) => Math.floor(id / contentsOfBlock)))) {
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
