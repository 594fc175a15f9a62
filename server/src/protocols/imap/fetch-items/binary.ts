import { formatBytes, formatLiteral, type PartialBytes } from '@relais/imap-codec';
import { decodeBody, findPart } from '@relais/mime';
import type { FetchItemWriter } from './fetch-item-writer.ts';
import type { FetchedMessage } from './fetched-message.ts';

/** Decoded parts are held while their size is counted; beyond this the client is told to fetch them undecoded. */
const largestDecodedBytes = 67_108_864;

/** BINARY[…] (RFC 3516): a part with its transfer encoding undone. */
export function binary(part: readonly number[], peek: boolean, partial?: PartialBytes): FetchItemWriter {
  const prefix = `BINARY[${part.join('.')}]${partial === undefined ? '' : `<${partial.offset}>`} `;
  return {
    columns: { structure: true },
    marksSeen: !peek,
    async write(message) {
      message.output.writer.text(prefix);
      const decoded = await decodedPart(message, part);
      if (decoded === undefined) {
        message.output.writer.text('NIL');
        return;
      }
      const bytes = partial === undefined ? decoded : decoded.subarray(partial.offset, partial.offset + partial.length);
      // RFC 3516 §4.2: literal8 where there are NULs, an ordinary string else.
      if (bytes.includes(0)) message.output.writer.text('~').bytes(formatLiteral(bytes));
      else message.output.writer.bytes(formatBytes(bytes));
      await message.output.makeRoom();
    },
  };
}

export function binarySize(part: readonly number[]): FetchItemWriter {
  return {
    columns: { structure: true },
    async write(message) {
      const decoded = await decodedPart(message, part);
      message.output.writer.text(`BINARY.SIZE[${part.join('.')}] `).number(decoded?.length ?? 0);
    },
  };
}

async function decodedPart(message: FetchedMessage, numbers: readonly number[]): Promise<Buffer | undefined> {
  const { row, store } = message;
  if (row === undefined) return undefined;
  if (numbers.length === 0) return collect(store.content(row.contentId));
  const part = findPart(message.structure(), numbers);
  if (part === null) return undefined;
  return collect(decodeBody(part, store.content(row.contentId, { start: part.bodyStart, end: part.bodyEnd })));
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > largestDecodedBytes) break;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
