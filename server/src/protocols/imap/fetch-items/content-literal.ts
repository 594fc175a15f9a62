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

/** Sends stored bytes as a literal, piece by piece; waits for a slow reader, never inside a transaction. */
export async function sendLiteral(
  { output, store, row }: FetchedMessage,
  ranges: readonly ContentRange[],
): Promise<void> {
  const size = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  output.writer.text('{').number(size).text('}\r\n');
  if (row === undefined) throw new TypeError('content of a message whose row was not asked for');
  let sent = 0;
  for (const { start, end } of ranges) {
    if (end <= start) continue;
    for await (const piece of store.content(row.contentId, { start, end })) {
      sent += piece.length;
      await output.content(piece);
    }
  }
  // The literal's size has been said; nothing that could follow would be understood.
  if (sent !== size) throw new BrokenLiteralError(`${sent} of ${size} bytes of content ${row.contentId} could be read`);
}

/** A literal could not be completed: the connection is of no use any more. */
export class BrokenLiteralError extends Error {}
