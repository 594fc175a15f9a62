import { decodeCharset, isSoundIn, textPiecesOf } from './charset.ts';
import type { MimePart } from './mime-part.ts';
import { decodeParameter } from './parameters.ts';
import { transferDecoder } from './transfer-encoding.ts';

/** The part's content, its transfer encoding undone, chunk by chunk; `source` gives the body's bytes. Never throws. */
export async function* decodeBody(
  part: Pick<MimePart, 'encoding'>,
  source: AsyncIterable<Uint8Array> | Uint8Array,
): AsyncGenerator<Buffer> {
  const decoder = transferDecoder(part.encoding);
  if (source instanceof Uint8Array) {
    const decoded = decoder.push(source);
    if (decoded.length > 0) yield decoded;
  } else {
    for await (const chunk of source) {
      const decoded = decoder.push(chunk);
      if (decoded.length > 0) yield decoded;
    }
  }
  const rest = decoder.finish();
  if (rest.length > 0) yield rest;
}

/** A text part as text: transfer encoding and charset undone. Reads at most `maxBytes` of content (16 MiB by default). */
export async function decodeText(
  part: Pick<MimePart, 'encoding' | 'parameters'>,
  source: AsyncIterable<Uint8Array> | Uint8Array,
  maxBytes?: number,
): Promise<string> {
  return (await readText(part, source, maxBytes)).text;
}

/** The same, and whether all of it could be read as the charset that the part names. */
export async function readText(
  part: Pick<MimePart, 'encoding' | 'parameters'>,
  source: AsyncIterable<Uint8Array> | Uint8Array,
  maxBytes: number = 16 * 1024 * 1024,
): Promise<{ readonly text: string; readonly hasProblem: boolean }> {
  const charset = decodeParameter(part.parameters, 'charset') ?? 'us-ascii';
  const pieces = source instanceof Uint8Array ? null : textPiecesOf(charset);
  if (source instanceof Uint8Array || pieces === null) {
    const content =
      source instanceof Uint8Array ? decodeWhole(part, source) : await decodeStart(part, source, maxBytes);
    const bytes = content.subarray(0, maxBytes);
    const text = decodeCharset(bytes, charset);
    return { text, hasProblem: !isSoundIn(bytes, charset, text) };
  }
  // As it is read: some charsets take tens of milliseconds a megabyte, in which others have their turn.
  let text = '';
  let left = maxBytes;
  for await (const content of decodeBody(part, source)) {
    text += pieces.write(content.subarray(0, left));
    left -= content.length;
    if (left <= 0) break;
  }
  text += pieces.end();
  return { text, hasProblem: !isSoundIn(noBytes, charset, text) };
}

/** Only UTF-8 is judged by its bytes, and that is not read in pieces. */
const noBytes = new Uint8Array();

/** What is at hand is decoded at once: each piece of a generator costs several promises. */
function decodeWhole({ encoding }: Pick<MimePart, 'encoding'>, source: Uint8Array): Buffer {
  const decoder = transferDecoder(encoding);
  const decoded = decoder.push(source);
  const rest = decoder.finish();
  return rest.length === 0 ? decoded : Buffer.concat([decoded, rest]);
}

async function decodeStart(
  part: Pick<MimePart, 'encoding'>,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of decodeBody(part, source)) {
    pieces.push(piece);
    size += piece.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(pieces);
}
