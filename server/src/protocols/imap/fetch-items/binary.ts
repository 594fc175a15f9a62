import type { PartialBytes } from '@relais/imap-codec';
import { decodeBody, findPart } from '@relais/mime';
import type { FetchItemWriter } from './fetch-item-writer.ts';
import type { FetchedMessage } from './fetched-message.ts';

const knownEncodings: ReadonlySet<string> = new Set(['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

/**
 * BINARY[…] (RFC 3516): a part with its transfer encoding undone. It is decoded twice, once to count, once to send:
 * the size stands before the bytes, and a large attachment never stands in memory.
 */
export function binary(part: readonly number[], peek: boolean, partial?: PartialBytes): FetchItemWriter {
  const prefix = `BINARY[${part.join('.')}]${partial === undefined ? '' : `<${partial.offset}>`} `;
  return {
    columns: { structure: true },
    marksSeen: !peek,
    async write(message) {
      message.output.writer.text(prefix);
      const found = decodable(message, part);
      if (found === undefined) message.output.writer.text('NIL');
      else await sendDecoded(message, found, partial ?? { offset: 0, length: Number.POSITIVE_INFINITY });
    },
  };
}

export function binarySize(part: readonly number[]): FetchItemWriter {
  return {
    columns: { structure: true },
    async write(message) {
      const found = decodable(message, part);
      const { size } = found === undefined ? { size: 0 } : await measure(message, found);
      message.output.writer.text(`BINARY.SIZE[${part.join('.')}] `).number(size);
    },
  };
}

/** A piece of the message to decode. */
interface Decodable {
  readonly encoding: string;
  readonly start: number;
  readonly end: number;
}

/** Undefined: there is no such part, or it is encoded in a way that nobody knows; the client is told so at the end. */
function decodable(message: FetchedMessage, numbers: readonly number[]): Decodable | undefined {
  const { row } = message;
  if (row === undefined) return undefined;
  if (numbers.length === 0) return { encoding: 'binary', start: 0, end: row.sizeBytes };
  const part = findPart(message.structure(), numbers);
  if (part === null) return undefined;
  if (!knownEncodings.has(part.encoding)) {
    // RFC 3516 §4.3
    message.refuse({
      status: 'NO',
      code: 'UNKNOWN-CTE',
      text: 'FETCH failed. The transfer encoding of a part is not known.',
    });
    return undefined;
  }
  return { encoding: part.encoding, start: part.bodyStart, end: part.bodyEnd };
}

function decoded({ store, row }: FetchedMessage, { encoding, start, end }: Decodable): AsyncIterable<Buffer> {
  return decodeBody(
    { encoding },
    row === undefined || end <= start ? new Uint8Array() : store.content(row.contentId, { start, end }),
  );
}

async function measure(message: FetchedMessage, found: Decodable): Promise<{ size: number; hasNul: boolean }> {
  let size = 0;
  let hasNul = false;
  for await (const piece of decoded(message, found)) {
    size += piece.length;
    hasNul ||= piece.includes(0);
  }
  return { size, hasNul };
}

async function sendDecoded(message: FetchedMessage, found: Decodable, { offset, length }: PartialBytes): Promise<void> {
  const { size, hasNul } = await measure(message, found);
  const from = Math.min(offset, size);
  const to = Math.min(offset + length, size);
  // RFC 3516 §4.2: literal8 where there are NULs.
  message.output.writer
    .text(`${hasNul ? '~' : ''}{`)
    .number(to - from)
    .text('}\r\n');
  let at = 0;
  for await (const piece of decoded(message, found)) {
    const slice = piece.subarray(Math.max(0, from - at), Math.max(0, to - at));
    at += piece.length;
    if (slice.length > 0) await message.output.content(slice);
    if (at >= to) break;
  }
  if (at < to) throw new Error(`${at} of ${to} decoded bytes could be read`);
}
