import type { PartialBytes } from '@relais/imap-codec';
import type { FetchedMessage } from './fetched-message.ts';

/** `[start, end)` in bytes of the message. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
}

/** The part of `ranges`, laid end to end, that `<offset.length>` asks for. Beyond the end it is empty (RFC 3501 §6.4.5). */
export function sliceRanges(ranges: readonly ContentRange[], { offset, length }: PartialBytes): ContentRange[] {
  const sliced: ContentRange[] = [];
  let skip = offset;
  let left = length;
  for (const { start, end } of ranges) {
    const size = end - start;
    if (skip >= size) {
      skip -= size;
      continue;
    }
    const taken = Math.min(size - skip, left);
    if (taken <= 0) break;
    sliced.push({ start: start + skip, end: start + skip + taken });
    left -= taken;
    skip = 0;
  }
  return sliced;
}

/** Ranges that lie this close together are read at once: a read costs more than these bytes. */
const readAtOnceBytes = 65_536;

/** Bytes that are in memory as a literal. */
export function sendSlices(
  { output }: FetchedMessage,
  slices: readonly Uint8Array[],
  { offset, length }: PartialBytes = { offset: 0, length: Number.POSITIVE_INFINITY },
): void {
  const total = slices.reduce((sum, slice) => sum + slice.length, 0);
  const from = Math.min(offset, total);
  const to = Math.min(offset + length, total);
  const { writer } = output;
  writer
    .text('{')
    .number(to - from)
    .text('}\r\n');
  let at = 0;
  for (const slice of slices) {
    if (at + slice.length > from && at < to)
      writer.bytes(
        at >= from && at + slice.length <= to ? slice : slice.subarray(Math.max(0, from - at), Math.max(0, to - at)),
      );
    at += slice.length;
  }
}

/**
 * Sends stored bytes as a literal: at once when the row holds the content, else piece by piece, waiting for a slow
 * reader, never inside a transaction.
 */
export function sendLiteral(message: FetchedMessage, ranges: readonly ContentRange[]): Promise<void> | undefined {
  const { row } = message;
  if (row === undefined) throw new TypeError('content of a message whose row was not asked for');
  const { content } = row;
  if (content === null) return sendFromStore(message, row.contentId, ranges);
  if (content.length < (ranges.at(-1)?.end ?? 0))
    throw new Error(`content ${row.contentId} has ${content.length} bytes, fewer than its message`);
  sendSlices(
    message,
    ranges.map(({ start, end }) => content.subarray(start, end)),
  );
  return undefined;
}

async function sendFromStore(
  message: FetchedMessage,
  contentId: number,
  ranges: readonly ContentRange[],
): Promise<void> {
  const { output, store } = message;
  const size = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  output.writer.text('{').number(size).text('}\r\n');
  const first = ranges[0];
  const last = ranges.at(-1);
  if (first === undefined || last === undefined) return;
  let sent = 0;
  if (ranges.length > 1 && last.end - first.start <= readAtOnceBytes)
    sent = await sendTogether(message, contentId, ranges);
  else {
    for (const { start, end } of ranges) {
      if (end <= start) continue;
      for await (const piece of store.content(contentId, { start, end })) {
        sent += piece.length;
        await output.content(piece);
      }
    }
  }
  if (sent !== size) throw new Error(`${sent} of ${size} bytes of content ${contentId} could be read`);
}

/** Header fields stand a few hundred bytes apart: one read for all of them. */
async function sendTogether(
  { output, store }: FetchedMessage,
  contentId: number,
  ranges: readonly ContentRange[],
): Promise<number> {
  const origin = ranges[0]?.start ?? 0;
  const pieces: Uint8Array[] = [];
  for await (const piece of store.content(contentId, { start: origin, end: ranges.at(-1)?.end ?? origin }))
    pieces.push(piece);
  const span = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  let sent = 0;
  for (const { start, end } of ranges) {
    const slice = span.subarray(start - origin, end - origin);
    output.writer.bytes(slice);
    sent += slice.length;
  }
  return sent;
}
