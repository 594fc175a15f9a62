import { promisify } from 'node:util';
import { zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { closeRange } from './close-numbers.ts';
import { Packers } from './packers.ts';
import type { Scope, SqlDifferences, SqlReader, SqlWriter } from './sql-engine.ts';

/** Every piece of a content but the last holds this many bytes, so that a range names its pieces by division. */
export const pieceBytes = 256 * 1024;
/**
 * Smaller ones are kept as they are. Packing one of 8 KB took 100 µs of the 1 ms that taking the message in costs, and
 * unpacking it is paid at every read; most bytes of a mailbox stand in larger ones.
 */
const leastPackedBytes = 32 * 1024;
/** What it must save to be worth unpacking ever after. */
const leastSaving = 1 / 8;
const mostUnpackedInPlace = 64 * 1024;
/** A content of at most this size is one piece, which is unpacked on the event loop. */
export const mostSmallContentBytes = mostUnpackedInPlace;

const packers = new Packers(pieceBytes);
const decompress = promisify(zstdDecompress);

const asIs = 0;
const zstd = 1;

/** A piece as it is stored. */
export interface Piece {
  readonly sizeBytes: number;
  readonly packing: number;
  readonly data: Uint8Array;
}

export function contentTables({ types }: SqlDifferences): readonly string[] {
  return [
    `CREATE TABLE content_pieces (
       account INTEGER NOT NULL,
       content_id ${types.bigint} NOT NULL,
       piece INTEGER NOT NULL,
       size_bytes INTEGER NOT NULL,
       packing INTEGER NOT NULL,
       data ${types.bytes} NOT NULL,
       PRIMARY KEY (account, content_id, piece)
     )`,
  ];
}

/** Bytes as they are: for those that do not stay long. They must not change afterwards. */
export function plainPiece(bytes: Uint8Array): Piece {
  return { sizeBytes: bytes.length, packing: asIs, data: bytes };
}

/** Packs bytes where it pays, off the event loop. `bytes` must not change afterwards. */
export async function packPiece(bytes: Uint8Array): Promise<Piece> {
  if (bytes.length >= leastPackedBytes) {
    const packed = await packers.pack(bytes);
    if (packed.length <= bytes.length * (1 - leastSaving))
      return { sizeBytes: bytes.length, packing: zstd, data: packed };
  }
  return plainPiece(bytes);
}

/** Room for the outcome is given in one piece: by default it comes 16 KB at a time, each a way to the thread pool and back. */
export async function unpackPiece(piece: Piece): Promise<Uint8Array> {
  if (piece.packing !== zstd || piece.sizeBytes <= mostUnpackedInPlace) return unpackInPlace(piece);
  return requireLength(await decompress(piece.data, { chunkSize: piece.sizeBytes + 64 }), piece);
}

function unpackInPlace(piece: Piece): Uint8Array {
  if (piece.packing === asIs) return piece.data;
  if (piece.packing !== zstd)
    throw new Error(`A piece of content is packed in way ${piece.packing}; this program knows 0 and ${zstd}.`);
  return requireLength(zstdDecompressSync(piece.data, { chunkSize: piece.sizeBytes + 64 }), piece);
}

function requireLength(bytes: Uint8Array, piece: Piece): Uint8Array {
  if (bytes.length !== piece.sizeBytes)
    throw new Error(`A piece of content unpacks to ${bytes.length} bytes instead of ${piece.sizeBytes}.`);
  return bytes;
}

/** All bytes of contents of at most `mostSmallContentBytes`, by their ids; what is gone is not there, and some more may be. */
export async function readSmallContents(
  reader: SqlReader,
  { numberList }: SqlDifferences,
  contentIds: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const contents = new Map<number, Uint8Array>();
  for (const [contentId, piece] of await readSmallPieces(reader, { numberList }, contentIds))
    contents.set(contentId, unpackInPlace(piece));
  return contents;
}

/** The same as they are stored, for who unpacks them elsewhere. */
export async function readSmallPieces(
  reader: SqlReader,
  { numberList }: Pick<SqlDifferences, 'numberList'>,
  contentIds: readonly number[],
): Promise<ReadonlyMap<number, Piece>> {
  if (contentIds.length === 0) return new Map();
  const columns = 'content_id, size_bytes, packing, data';
  const range = closeRange(contentIds);
  const rows =
    range === null
      ? await reader.all<SmallContentRow>(
          `SELECT ${columns} FROM content_pieces WHERE account = ? AND content_id IN ${numberList} AND piece = 0`,
          reader.account,
          JSON.stringify(contentIds),
        )
      : // Larger ones in between are not read.
        await reader.all<SmallContentRow>(
          `SELECT ${columns} FROM content_pieces
           WHERE account = ? AND content_id BETWEEN ? AND ? AND piece = 0 AND size_bytes <= ?`,
          reader.account,
          range.least,
          range.most,
          mostSmallContentBytes,
        );
  const pieces = new Map<number, Piece>();
  for (const { content_id, size_bytes, packing, data } of rows)
    pieces.set(content_id, { sizeBytes: size_bytes, packing, data });
  return pieces;
}

interface SmallContentRow {
  readonly content_id: number;
  readonly size_bytes: number;
  readonly packing: number;
  readonly data: Uint8Array;
}

export async function insertPieces(
  writer: SqlWriter,
  contentId: number,
  firstPiece: number,
  pieces: readonly Piece[],
): Promise<void> {
  await writer.runMany(
    'INSERT INTO content_pieces (account, content_id, piece, size_bytes, packing, data) VALUES (?, ?, ?, ?, ?, ?)',
    pieces.map((piece, index) => [
      writer.account,
      contentId,
      firstPiece + index,
      piece.sizeBytes,
      piece.packing,
      piece.data,
    ]),
  );
}

/**
 * The bytes `[start, end)` of a content in pieces of at most 256 KB; an end beyond the content means its end.
 * Each piece is read for itself, so a slow consumer holds no transaction. A content that is gone gives nothing.
 */
export async function* readContent(
  scope: Scope,
  contentId: number,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  yield* contentFrom((index) => readPiece(scope, contentId, index), range);
}

/** The same of pieces that `pieceAt` gives. */
export async function* contentFrom(
  pieceAt: (index: number) => Promise<Piece | undefined>,
  range: { readonly start: number; readonly end: number } = { start: 0, end: Number.MAX_SAFE_INTEGER },
): AsyncGenerator<Uint8Array> {
  const first = Math.floor(range.start / pieceBytes);
  for (let index = first; index * pieceBytes < range.end; index++) {
    const piece = await pieceAt(index);
    if (piece === undefined) return;
    const bytes = await unpackPiece(piece);
    const from = Math.max(0, range.start - index * pieceBytes);
    const to = Math.min(bytes.length, range.end - index * pieceBytes);
    if (from < to) yield from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to);
    if (piece.sizeBytes < pieceBytes) return;
  }
}

/** A piece as it is stored; undefined: the content has none of this number, or is gone. */
export async function readPiece(scope: Scope, contentId: number, index: number): Promise<Piece | undefined> {
  const row = await scope.read(
    async (reader) =>
      await reader.get<{ size_bytes: number; packing: number; data: Uint8Array }>(
        'SELECT size_bytes, packing, data FROM content_pieces WHERE account = ? AND content_id = ? AND piece = ?',
        reader.account,
        contentId,
        index,
      ),
  );
  return row === undefined ? undefined : { sizeBytes: row.size_bytes, packing: row.packing, data: row.data };
}

/** Removes at most `most` pieces of a content, the last first; gives how many were there to remove. */
export async function deletePieces(writer: SqlWriter, contentId: number, most: number): Promise<number> {
  const last = await writer.get<{ piece: number }>(
    'SELECT piece FROM content_pieces WHERE account = ? AND content_id = ? ORDER BY piece DESC LIMIT 1',
    writer.account,
    contentId,
  );
  if (last === undefined) return 0;
  const { changes } = await writer.run(
    'DELETE FROM content_pieces WHERE account = ? AND content_id = ? AND piece > ?',
    writer.account,
    contentId,
    last.piece - most,
  );
  return changes;
}
