import { pieceBytes, unpackPiece } from '../../storage/content-store.ts';
import type { Scope } from '../../storage/sql-engine.ts';

/** The bytes of a queued message, or a range of them; it ends early when the message has left meanwhile. */
export async function* queuedContent(
  scope: Scope,
  server: string,
  messageId: number,
  range: { readonly start: number; readonly end: number } = { start: 0, end: Number.MAX_SAFE_INTEGER },
): AsyncGenerator<Uint8Array> {
  for (let index = Math.floor(range.start / pieceBytes); index * pieceBytes < range.end; index += 1) {
    const row = await scope.read((reader) =>
      reader.get<{ size_bytes: number; packing: number; data: Uint8Array }>(
        'SELECT size_bytes, packing, data FROM queued_content WHERE server = ? AND message_id = ? AND piece = ?',
        server,
        messageId,
        index,
      ),
    );
    if (row === undefined) return;
    const bytes = await unpackPiece({
      sizeBytes: Number(row.size_bytes),
      packing: Number(row.packing),
      data: row.data,
    });
    const from = Math.max(0, range.start - index * pieceBytes);
    const to = Math.min(bytes.length, range.end - index * pieceBytes);
    if (from < to) yield bytes.subarray(from, to);
    if (Number(row.size_bytes) < pieceBytes) return;
  }
}

/** The same of a content that is in memory. */
export async function* freshContent(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number } = { start: 0, end: bytes.length },
): AsyncGenerator<Uint8Array> {
  const part = bytes.subarray(start, end);
  if (part.length > 0) yield part;
}
