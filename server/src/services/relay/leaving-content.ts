import { LongLines, MessageScanner, type MimePart } from '@relais/mime';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';
import { type Edit, recoded, recodedParts } from '../delivery/recoded-parts.ts';
import { cutLines } from './cut-lines.ts';

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
  /** RFC 2045 §2.8 allows none. A server that drops them could see the end of the message behind one (SMTP smuggling). */
  readonly nuls: boolean;
}

/** Of further NULs one in 1,024 octets is looked at: a message of nothing else has millions. */
const mostNuls = 1000;

/**
 * A message with the parts in base64 that the next server cannot take as they are; long lines of headers and of what is encoded
 * are cut, and NULs elsewhere left out, signed or not. `null`: it cannot be changed without being spoilt, since somebody else has
 * signed it, its header is in UTF-8, or it has 8-bit content that no Content-Transfer-Encoding announces.
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
  const nuls: number[] = [];
  let offset = 0;
  for await (const chunk of queue.content(message.id)) {
    scanner.push(chunk);
    if (unfit.longLines) long.push(...lines.in(chunk));
    if (unfit.nuls)
      for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + (nuls.length < mostNuls ? 1 : 1024)))
        nuls.push(offset + at);
    offset += chunk.length;
  }
  const structure = scanner.finish();
  const { root } = structure;
  const stays = structure.header.some(({ name }) => name === 'dkim-signature') || isSigned(root);
  if (stays && (unfit.eightBit || !unfit.nuls)) return null;
  const read = (start: number, end: number): AsyncIterable<Uint8Array> => queue.content(message.id, { start, end });
  const also = partsAt(
    root,
    [...long, ...nuls].toSorted((one, other) => one - other),
  );
  const encodings = unfit.eightBit ? ['8bit', 'binary'] : [];
  const edits = stays
    ? []
    : apart([...recodedParts(structure, { encodings, holders: '7bit', also }), ...(await cutLines(root, long, read))]);
  const all = (id: number): AsyncIterable<Uint8Array> => {
    const content = recoded(queue.content(id), edits);
    return unfit.nuls ? withoutNuls(content) : content;
  };
  let sizeBytes = 0;
  for await (const chunk of all(message.id)) {
    sizeBytes += chunk.length;
    if (unfit.eightBit && chunk.some((byte) => byte > 127)) return null;
  }
  let headerBytes = message.headerBytes + growthWithin(edits, message.headerBytes);
  if (unfit.nuls && message.headerBytes > 0)
    for await (const chunk of read(0, message.headerBytes)) headerBytes -= chunk.length - withoutNul(chunk).length;
  return {
    message: { ...message, eightBit: message.eightBit && !unfit.eightBit, sizeBytes, headerBytes },
    queue: {
      content: (id, { start = 0, end = Number.MAX_SAFE_INTEGER } = { start: 0, end: Number.MAX_SAFE_INTEGER }) =>
        sliced(all(id), start, end),
    },
  };
}

/** In the order of the message; what lies within another, such as a fold in a field that is written anew, is left out. */
function apart(edits: readonly Edit[]): readonly Edit[] {
  let end = 0;
  return edits
    .toSorted((one, other) => one.start - other.start || one.end - other.end)
    .filter((edit) => {
      if (edit.start < end) return false;
      end = edit.end;
      return true;
    });
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

async function* withoutNuls(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) yield withoutNul(chunk);
}

function withoutNul(chunk: Uint8Array): Uint8Array {
  return chunk.includes(0) ? chunk.filter((byte) => byte !== 0) : chunk;
}
