import { LongLines, MessageScanner, type MimePart } from '@relais/mime';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';
import { type Edit, recoded, recodedParts } from '../delivery/recoded-parts.ts';

/** A queued message as it leaves. */
export interface LeavingContent {
  readonly queue: Pick<OutboundQueue, 'content'>;
  readonly message: QueuedMessage;
}

/** What the next server cannot take as it is. */
export interface Unfit {
  /** It is without 8BITMIME (RFC 6152 §3). */
  readonly eightBit: boolean;
  /** A line of more than 998 octets, which servers refuse, cut or break (RFC 5321 §4.5.3.1.6). */
  readonly longLines: boolean;
}

/**
 * A message with the parts in base64 that the next server cannot take as they are. `null`: it cannot be changed without being
 * spoilt, since somebody else has signed it, its header is in UTF-8, or it has 8-bit content that no Content-Transfer-Encoding
 * announces.
 */
export async function fitForServer(
  queue: Pick<OutboundQueue, 'content'>,
  message: QueuedMessage,
  unfit: Unfit,
): Promise<LeavingContent | null> {
  if (unfit.eightBit && message.headerEightBit) return null;
  const scanner = new MessageScanner();
  const lines = new LongLines();
  const long: number[] = [];
  for await (const chunk of queue.content(message.id)) {
    scanner.push(chunk);
    if (unfit.longLines) long.push(...lines.in(chunk));
  }
  const structure = scanner.finish();
  if (structure.header.some(({ name }) => name === 'dkim-signature') || isSigned(structure.root)) return null;
  const edits = recodedParts(structure, {
    encodings: unfit.eightBit ? ['8bit', 'binary'] : [],
    holders: '7bit',
    also: partsAt(structure.root, long),
  });
  let sizeBytes = 0;
  for await (const chunk of recoded(queue.content(message.id), edits)) {
    sizeBytes += chunk.length;
    if (unfit.eightBit && chunk.some((byte) => byte > 127)) return null;
  }
  const headerBytes = message.headerBytes + growthWithin(edits, message.headerBytes);
  return {
    message: { ...message, eightBit: message.eightBit && !unfit.eightBit, sizeBytes, headerBytes },
    queue: {
      content: (id, { start = 0, end = Number.MAX_SAFE_INTEGER } = { start: 0, end: Number.MAX_SAFE_INTEGER }) =>
        sliced(recoded(queue.content(id), edits), start, end),
    },
  };
}

/** The parts without an encoding, holding no others, in whose bodies these places are, which ascend. */
function partsAt(root: MimePart, places: readonly number[]): ReadonlySet<MimePart> {
  const found = new Set<MimePart>();
  let next = 0;
  const visit = (part: MimePart): void => {
    const inner = part.message === undefined ? part.children : [part.message.structure.root];
    for (const one of inner) visit(one);
    if (inner.length > 0) return;
    while (next < places.length && (places[next] as number) < part.bodyStart) next += 1;
    const isIn = next < places.length && (places[next] as number) < part.bodyEnd;
    if (isIn && ['7bit', '8bit', 'binary'].includes(part.encoding)) found.add(part);
  };
  visit(root);
  return found;
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
