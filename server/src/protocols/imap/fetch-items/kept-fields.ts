import { blockOf } from '../../../domain/mail/message-block.ts';
import { type UidSet, uidSetOf } from '../../../domain/mail/uid-set.ts';

/** What some messages of a block were answered, one after the other, by ascending UID. */
interface Page {
  readonly uids: readonly number[];
  /** Of each: where it ends in `bytes`. */
  readonly ends: readonly number[];
  readonly bytes: Buffer;
}

/** UIDs whose answers are all kept, or are all to be read. */
export interface Stretch {
  readonly uids: UidSet;
  readonly isKept: boolean;
}

/** Of all folders together: about 100,000 messages. */
const mostBytes = 16 * 1024 * 1024;
const bytesOfEach = 16;
/** Of messages kept and not kept by turns all are read anew. */
const mostStretches = 64;

/**
 * What FETCH answered for one section of the header, such as `BODY[HEADER.FIELDS (FROM SUBJECT DATE)]`, of the messages of
 * a folder. Clients without a store of their own ask for it whenever they open the folder, and it never changes.
 */
export class KeptFields {
  readonly #pages = new Map<number, Page>();
  #fresh: { block: number; readonly uids: number[]; readonly pieces: Buffer[] } = { block: -1, uids: [], pieces: [] };
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

  /** `bytes` are kept as they are: nobody may change them. Call `settle` at the end. */
  add(uid: number, bytes: Buffer): void {
    const block = blockOf(uid);
    if (block !== this.#fresh.block) this.settle();
    this.#fresh.block = block;
    this.#fresh.uids.push(uid);
    this.#fresh.pieces.push(bytes);
  }

  /** Puts what was added with what was there. */
  settle(): void {
    const { block, uids, pieces } = this.#fresh;
    this.#fresh = { block: -1, uids: [], pieces: [] };
    if (uids.length === 0) return;
    const old = this.#pages.get(block);
    const all = new Map<number, Buffer>();
    for (const uid of old?.uids ?? []) all.set(uid, this.find(uid) as Buffer);
    for (const [at, uid] of uids.entries()) all.set(uid, pieces[at] as Buffer);
    const sorted = [...all].sort(([a], [b]) => a - b);
    let end = 0;
    const page = {
      uids: sorted.map(([uid]) => uid),
      ends: sorted.map(([, bytes]) => (end += bytes.length)),
      bytes: Buffer.concat(sorted.map(([, bytes]) => bytes)),
    };
    this.#pages.set(block, page);
    this.bytes += bytesOf(page) - (old === undefined ? 0 : bytesOf(old));
  }

  /** `uids` cut into those that are kept and those that are not, in order. */
  stretches(uids: UidSet): readonly Stretch[] {
    const found: { readonly uids: number[]; readonly isKept: boolean }[] = [];
    for (const { first, last } of uids)
      for (let uid = first; uid <= last; uid++) {
        const isKept = this.#placeIn(this.#pages.get(blockOf(uid)), uid) >= 0;
        const before = found.at(-1);
        if (before?.isKept === isKept) before.uids.push(uid);
        else if (found.length === mostStretches) return [{ uids, isKept: false }];
        else found.push({ uids: [uid], isKept });
      }
    return found.map((stretch) => ({ uids: uidSetOf(stretch.uids), isKept: stretch.isKept }));
  }
}

/** The folder and section asked for last go last: a Map keeps the order of insertion. */
const kept = new Map<string, { readonly fields: KeptFields; bytes: number }>();
let keptBytes = 0;

/** `name` says whose folder it is and which section. */
export function keptFields(name: string): KeptFields {
  return kept.get(name)?.fields ?? new KeptFields();
}

/** Keeps what has been added, and gives up what was not asked for longest. */
export function keepFields(name: string, fields: KeptFields): void {
  fields.settle();
  const old = kept.get(name);
  if (old !== undefined) keptBytes -= old.bytes;
  kept.delete(name);
  if (fields.bytes > mostBytes) return;
  kept.set(name, { fields, bytes: fields.bytes });
  keptBytes += fields.bytes;
  for (const [oldest, { bytes }] of kept) {
    if (keptBytes <= mostBytes) return;
    kept.delete(oldest);
    keptBytes -= bytes;
  }
}

function bytesOf({ uids, bytes }: Page): number {
  return bytes.length + uids.length * bytesOfEach;
}
