import { isAscii } from 'node:buffer';
import { deserializeStructure, downgradeHeader, type MessageStructure, type MimePart } from '@relais/mime';
import type { AccountStore } from '../../domain/mail/account-store.ts';

/** Where a message of a maildrop is read from. */
export interface MessageSource {
  readonly store: AccountStore;
  readonly folderId: number;
  readonly uid: number;
  readonly contentId: number;
  readonly storedBytes: number;
}

/** A longer header is cut at a line and downgraded in pieces, so that it never stands in memory whole. */
const mostHeldBytes = 256 * 1_024;

/**
 * A message as clients that have not said UTF8 get it (RFC 6856 §2.1): the headers of the message and of its parts in
 * ASCII (RFC 6857), bodies as they came. Nothing is looked up for a message of one chunk that is all ASCII.
 * `chunks`: its content, when the caller reads that already.
 */
export async function* asciiHeaders(
  source: MessageSource,
  chunks: AsyncIterable<Uint8Array> = source.store.content(source.contentId),
): AsyncGenerator<Uint8Array> {
  let rewriter: HeaderRewriter | null = null;
  for await (const chunk of chunks) {
    const isWhole = rewriter === null && chunk.length === source.storedBytes;
    if (isWhole && isAscii(chunk)) {
      yield chunk;
      return;
    }
    rewriter ??= new HeaderRewriter(await headerRanges(source));
    yield* rewriter.push(chunk);
  }
  if (rewriter !== null) yield* rewriter.finish();
}

type Range = readonly [start: number, end: number];

/** Where headers stand in the message, ascending and apart; only the part before the first body when nothing is known. */
async function headerRanges({ store, folderId, uid }: MessageSource): Promise<readonly Range[]> {
  const ranges: Range[] = [];
  const ofPart = (part: MimePart): void => {
    ranges.push([part.headerStart, part.bodyStart]);
    for (const child of part.children) ofPart(child);
    if (part.message !== undefined) ofMessage(part.message.structure);
  };
  const ofMessage = (structure: MessageStructure): void => ofPart(structure.root);
  for await (const page of store.messages(folderId, [{ first: uid, last: uid }], { structure: true })) {
    for (const { structure } of page) if (structure !== null) ofMessage(deserializeStructure(structure));
  }
  ranges.sort(([a], [b]) => a - b);
  let end = 0;
  return ranges.filter(([start, to]) => {
    if (start < end || to <= start) return false;
    end = to;
    return true;
  });
}

/** Passes bodies on and gives headers in ASCII. */
class HeaderRewriter {
  readonly #ranges: readonly Range[];
  #index = 0;
  #at = 0;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
  }

  *push(chunk: Uint8Array): Generator<Uint8Array> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    while (from < bytes.length) {
      const [start, end] = this.#ranges[this.#index] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const left = bytes.length - from;
      if (this.#at < start) {
        const size = Math.min(left, start - this.#at);
        yield bytes.subarray(from, from + size);
        from += size;
        this.#at += size;
        continue;
      }
      const size = Math.min(left, end - this.#at);
      this.#held.push(bytes.subarray(from, from + size));
      this.#heldBytes += size;
      from += size;
      this.#at += size;
      if (this.#at === end) {
        yield* this.#release();
        this.#index += 1;
      } else if (this.#heldBytes > mostHeldBytes) yield* this.#releaseLines();
    }
  }

  *finish(): Generator<Uint8Array> {
    yield* this.#release();
  }

  *#release(): Generator<Uint8Array> {
    if (this.#heldBytes > 0) yield downgradeHeader(Buffer.concat(this.#held));
    this.#held = [];
    this.#heldBytes = 0;
  }

  *#releaseLines(): Generator<Uint8Array> {
    const held = Buffer.concat(this.#held);
    const cut = lastFieldStart(held);
    const rest = held.subarray(cut);
    yield downgradeHeader(held.subarray(0, cut));
    this.#held = [rest];
    this.#heldBytes = rest.length;
  }
}

/** The start of the last line that begins a field; a field that is longer than all that is held is cut in two. */
function lastFieldStart(held: Buffer): number {
  for (let lf = held.lastIndexOf(0x0a); lf > 0; lf = held.lastIndexOf(0x0a, lf - 1)) {
    const next = held[lf + 1];
    if (next !== undefined && next !== 0x20 && next !== 0x09) return lf + 1;
  }
  return held.length;
}
