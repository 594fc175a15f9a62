import { MessageScanner, type MimePart } from '@relais/mime';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';
import { type Edit, recoded, recodedParts } from '../delivery/recoded-parts.ts';

/** A queued message as it leaves. */
export interface LeavingContent {
  readonly queue: Pick<OutboundQueue, 'content'>;
  readonly message: QueuedMessage;
}

/**
 * A message with 8-bit content as a server without 8BITMIME can take it: its parts in base64 (RFC 6152 §3). `null`: it cannot
 * be changed without being spoilt, since somebody else has signed it, its header is in UTF-8, or it has 8-bit content that no
 * Content-Transfer-Encoding announces.
 */
export async function inSevenBit(
  queue: Pick<OutboundQueue, 'content'>,
  message: QueuedMessage,
): Promise<LeavingContent | null> {
  if (message.headerEightBit) return null;
  const scanner = new MessageScanner();
  for await (const chunk of queue.content(message.id)) scanner.push(chunk);
  const structure = scanner.finish();
  if (structure.header.some(({ name }) => name === 'dkim-signature') || isSigned(structure.root)) return null;
  const edits = recodedParts(structure, { encodings: ['8bit', 'binary'], holders: '7bit' });
  let sizeBytes = 0;
  for await (const chunk of recoded(queue.content(message.id), edits)) {
    sizeBytes += chunk.length;
    if (chunk.some((byte) => byte > 127)) return null;
  }
  const headerBytes = message.headerBytes + growthWithin(edits, message.headerBytes);
  return {
    message: { ...message, eightBit: false, sizeBytes, headerBytes },
    queue: {
      content: (id, { start = 0, end = Number.MAX_SAFE_INTEGER } = { start: 0, end: Number.MAX_SAFE_INTEGER }) =>
        sliced(recoded(queue.content(id), edits), start, end),
    },
  };
}

/** RFC 1847 §2.1: what is signed must not be changed on the way. */
function isSigned(part: MimePart): boolean {
  return (
    (part.type === 'multipart' && part.subtype === 'signed') ||
    part.children.some(isSigned) ||
    (part.message !== undefined && isSigned(part.message.structure.root))
  );
}

function growthWithin(edits: readonly Edit[], headerBytes: number): number {
  return edits.reduce(
    (sum, { start, end, text }) => (text === null || end > headerBytes ? sum : sum + text.length - (end - start)),
    0,
  );
}

async function* sliced(content: AsyncIterable<Uint8Array>, start: number, end: number): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const chunk of content) {
    const from = Math.max(0, start - offset);
    const to = Math.min(chunk.length, end - offset);
    offset += chunk.length;
    if (from < to) yield chunk.subarray(from, to);
    if (offset >= end) return;
  }
}
