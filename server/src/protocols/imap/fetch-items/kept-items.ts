import { totalmem } from 'node:os';
import type { BytesWriter } from '@relais/imap-codec';
import { blockOf, lastUidOf } from '../../../domain/mail/message-block.ts';
import { type UidSet, UidSetBuilder } from '../../../domain/mail/uid-set.ts';

/** What some messages of a block were answered, one after the other, by ascending UID. */
interface Page {
  readonly uids: readonly number[];
  /** Of each: where it ends in `bytes`. */
  readonly ends: readonly number[];
  readonly bytes: Buffer;
}

interface Fresh {
  readonly block: number;
  readonly uids: number[];
  readonly ends: number[];
}

const freshOf = (block: number): Fresh => ({ block, uids: [], ends: [] });

/** UIDs whose answers are all kept, or are all to be read. */
export interface Stretch {
  readonly uids: UidSet;
  readonly isKept: boolean;
}

/** Of all folders together: the list of some 100,000 messages. */
export const mostKeptBytes = Math.min(64, Math.max(16, totalmem() / 2 ** 20 / 64)) * 1024 * 1024;
const bytesOfEach = 16;
/** Of messages kept and not kept by turns all are read anew. */
const mostStretches = 64;

/**
 * What FETCH answered for items that never change, such as `ENVELOPE BODYSTRUCTURE` or
 * `BODY[HEADER.FIELDS (FROM SUBJECT DATE)]`, of the messages of a folder. Clients without a store of their own ask for
 * them whenever they open the folder.
 */
export class KeptItems {
  readonly #pages = new Map<number, Page>();
  #fresh: Fresh = freshOf(-1);
  /** What was added to one block gathers here, one after the other. */
  #gathered: Buffer = Buffer.alloc(0);
  #next = 0;
  bytes = 0;

  /** The answer for a message; undefined: it is not kept. Asking in ascending order is fastest. */
  find(uid: number): Buffer | undefined {
    const page = this.#pages.get(blockOf(uid));
    const at = this.#placeIn(page, uid);
    if (page === undefined || at < 0) return undefined;
    return page.bytes.subarray(at === 0 ? 0 : page.ends[at - 1], page.ends[at]);
  }

  #placeIn(page: Page | undefined, uid: number): number {
    if (page === undefined) return -1;
    const at = page.uids[this.#next] === uid ? this.#next : page.uids.indexOf(uid);
    this.#next = at + 1;
    return at;
  }

  /** Writes the answer for a message; false: it is not kept. Asking in ascending order is fastest. */
  writeTo(writer: BytesWriter, uid: number): boolean {
    const page = this.#pages.get(blockOf(uid));
    const at = this.#placeIn(page, uid);
    if (page === undefined || at < 0) return false;
    writer.slice(page.bytes, at === 0 ? 0 : (page.ends[at - 1] as number), page.ends[at] as number);
    return true;
  }

  /** Copies `bytes`. Call `settle` at the end. */
  add(uid: number, bytes: Uint8Array): void {
    const block = blockOf(uid);
    if (block !== this.#fresh.block) {
      this.settle();
      this.#fresh = freshOf(block);
    }
    const { uids, ends } = this.#fresh;
    const start = ends.at(-1) ?? 0;
    const end = start + bytes.length;
    if (end > this.#gathered.length) {
      const larger = Buffer.allocUnsafe(Math.max(4_096, 2 * end));
      this.#gathered.copy(larger, 0, 0, start);
      this.#gathered = larger;
    }
    this.#gathered.set(bytes, start);
    uids.push(uid);
    ends.push(end);
  }

  /** Puts what was added with what was there. */
  settle(): void {
    const { block, uids, ends } = this.#fresh;
    const added = this.#gathered;
    this.#fresh = freshOf(-1);
    if (uids.length === 0) return;
    const old = this.#pages.get(block);
    const page =
      old === undefined && uids.every((uid, at) => at === 0 || uid > (uids[at - 1] as number))
        ? { uids, ends, bytes: Buffer.from(added.subarray(0, ends.at(-1))) }
        : merged(old, { uids, ends, bytes: added });
    this.#pages.set(block, page);
    this.bytes += bytesOf(page) - (old === undefined ? 0 : bytesOf(old));
  }

  /** Nothing more will be added for now. */
  rest(): void {
    this.settle();
    this.#gathered = Buffer.alloc(0);
  }

  /** `uids` cut into those that are kept and those that are not, in order. */
  stretches(uids: UidSet): readonly Stretch[] {
    const found: { readonly uids: UidSetBuilder; readonly isKept: boolean }[] = [];
    for (const { first, last } of uids)
      for (let uid = first; uid <= last; ) {
        const page = this.#pages.get(blockOf(uid));
        const isKept = this.#placeIn(page, uid) >= 0;
        const to = this.#lastAlike(page, uid, Math.min(last, lastUidOf(blockOf(uid))));
        const before = found.at(-1);
        if (before?.isKept === isKept) before.uids.addRange(uid, to);
        else if (found.length === mostStretches) return [{ uids, isKept: false }];
        else {
          const builder = new UidSetBuilder();
          builder.addRange(uid, to);
          found.push({ uids: builder, isKept });
        }
        uid = to + 1;
      }
    return found.map((stretch) => ({ uids: stretch.uids.set, isKept: stretch.isKept }));
  }

  /** From `uid`, which was looked for last, to at most `last` of its block: so far it is seen at once that all are kept or none is. */
  #lastAlike(page: Page | undefined, uid: number, last: number): number {
    if (page === undefined) return last;
    // A page has each UID once, ascending: without holes the last stands as far behind as its number says.
    return page.uids[this.#next - 1] === uid && page.uids[this.#next - 1 + last - uid] === last ? last : uid;
  }
}

/** The folder and items asked for last go last: a Map keeps the order of insertion. */
const kept = new Map<string, { readonly items: KeptItems; bytes: number }>();
let keptBytes = 0;

/** What was asked for once so far: a client that copies a folder does not come back for it. */
const askedOnce = new Set<string>();
const mostAskedOnce = 4_096;

/**
 * `name` says whose folder it is and which items. Undefined when they are asked for the first time: then they are not kept.
 */
export function keptItems(name: string): KeptItems | undefined {
  const known = kept.get(name)?.items;
  if (known !== undefined) return known;
  if (askedOnce.delete(name)) return new KeptItems();
  if (askedOnce.size >= mostAskedOnce) askedOnce.clear();
  askedOnce.add(name);
  return undefined;
}

/** Keeps what has been added, and gives up what was not asked for longest. */
export function keepItems(name: string, items: KeptItems): void {
  items.rest();
  const old = kept.get(name);
  if (old !== undefined) keptBytes -= old.bytes;
  kept.delete(name);
  if (items.bytes > mostKeptBytes) return;
  kept.set(name, { items, bytes: items.bytes });
  keptBytes += items.bytes;
  for (const [oldest, { bytes }] of kept) {
    if (keptBytes <= mostKeptBytes) return;
    kept.delete(oldest);
    keptBytes -= bytes;
  }
}

/** Of two answers for one message the later counts. */
function merged(...pages: readonly (Page | undefined)[]): Page {
  const all = new Map<number, Buffer>();
  for (const page of pages)
    page?.uids.forEach((uid, at) => all.set(uid, page.bytes.subarray(page.ends[at - 1] ?? 0, page.ends[at])));
  const sorted = [...all].sort(([a], [b]) => a - b);
  let end = 0;
  return {
    uids: sorted.map(([uid]) => uid),
    ends: sorted.map(([, bytes]) => (end += bytes.length)),
    bytes: Buffer.concat(sorted.map(([, bytes]) => bytes)),
  };
}

function bytesOf({ uids, bytes }: Page): number {
  return bytes.length + uids.length * bytesOfEach;
}
