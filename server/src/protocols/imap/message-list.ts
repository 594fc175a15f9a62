import type { FolderSnapshot } from '../../domain/mail/account-store.ts';
import type { Flags } from '../../domain/mail/flags.ts';
import { storedBits } from './flag-names.ts';
import type { FlagHistory } from './flag-history.ts';
import { KeywordTable } from './keyword-table.ts';

/** So many neighbours are moved faster by the system than one by one. */
const leastRun = 64;

/**
 * The messages of a view in the order of their UIDs, column by column: a message costs 15 bytes. The columns are the
 * list's own from its first change on; before it they are shared with all who selected the folder as it is. Bits beyond
 * the stored flags are the session's (`\\Recent`, expunged and not told).
 */
export class MessageList {
  readonly keywords: KeywordTable;
  /** Given: every change of flags is noted there. */
  history: FlagHistory | undefined;
  #count: number;
  #uids: Uint32Array;
  #bits: Uint8Array;
  #modSeqs: Float64Array;
  #keywordSet: Uint16Array;
  #isShared = true;

  constructor(snapshot: FolderSnapshot) {
    this.keywords = new KeywordTable(snapshot.keywordSets);
    this.#count = snapshot.uids.length;
    this.#uids = snapshot.uids;
    this.#bits = snapshot.flagBits;
    this.#modSeqs = snapshot.modSeqs;
    this.#keywordSet = snapshot.keywordSet;
  }

  get count(): number {
    return this.#count;
  }

  uidAt(position: number): number {
    return this.#uids[position] ?? 0;
  }

  bitsAt(position: number): number {
    return this.#bits[position] ?? 0;
  }

  modSeqAt(position: number): number {
    return this.#modSeqs[position] ?? 0;
  }

  keywordsAt(position: number): readonly string[] {
    return this.keywords.keywordsOf(this.#keywordSet[position] ?? 0);
  }

  /** The position of a UID, or -1. */
  positionOf(uid: number): number {
    const at = this.lowerBound(uid);
    return at < this.#count && this.#uids[at] === uid ? at : -1;
  }

  /** The first position whose UID is at least `uid`. */
  lowerBound(uid: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.uidAt(middle) < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  setBit(position: number, bit: number): void {
    this.#own();
    this.#bits[position] = this.bitsAt(position) | bit;
  }

  /** The stored flags; the session's own bits stay. */
  setFlags(position: number, flags: Flags, modSeq: number): void {
    this.setStored(position, flags.bits, this.keywords.idOf(flags.keywords), modSeq);
  }

  /** The same with the number that a set of keywords has in `keywords`. */
  setStored(position: number, bits: number, keywordSet: number, modSeq: number): void {
    this.#own();
    if (this.history !== undefined) {
      const before = { bits: this.bitsAt(position) & storedBits, keywords: this.keywordsAt(position) };
      const after = { bits: bits & storedBits, keywords: this.keywords.keywordsOf(keywordSet) };
      this.history.note(this.uidAt(position), this.modSeqAt(position), modSeq, before, after);
    }
    this.#put(position, bits, keywordSet, modSeq);
  }

  #put(position: number, bits: number, keywordSet: number, modSeq: number): void {
    this.#bits[position] = (this.bitsAt(position) & ~storedBits) | (bits & storedBits);
    this.#keywordSet[position] = keywordSet;
    this.#modSeqs[position] = modSeq;
  }

  append(uid: number, flags: Flags, modSeq: number, ownBits: number): void {
    this.#own();
    const at = this.#count;
    if (at >= this.#uids.length) this.#grow(Math.max(16, Math.ceil(at * 1.5)));
    this.#uids[at] = uid;
    this.#bits[at] = ownBits;
    this.#count = at + 1;
    this.#put(at, flags.bits, this.keywords.idOf(flags.keywords), modSeq);
  }

  /** Takes out every message with `bit`, telling `each` its UID and how many stay before it. */
  removeWith(bit: number, each: (uid: number, keptBefore: number) => void): void {
    this.#own();
    const bits = this.#bits;
    let kept = 0;
    for (let at = 0; at < this.#count; ) {
      if (((bits[at] as number) & bit) !== 0) {
        each(this.uidAt(at), kept);
        at++;
        continue;
      }
      let end = at + 1;
      while (end < this.#count && ((bits[end] as number) & bit) === 0) end++;
      this.#moveUp(at, end, kept);
      kept += end - at;
      at = end;
    }
    this.#count = kept;
  }

  /** Messages `[from, end)` from `to` on, which is not behind `from`. */
  #moveUp(from: number, end: number, to: number): void {
    if (from === to) return;
    if (end - from >= leastRun) {
      // A few messages out of very many: the rest goes up in one piece.
      for (const column of [this.#uids, this.#bits, this.#modSeqs, this.#keywordSet]) column.copyWithin(to, from, end);
      return;
    }
    for (let at = from, into = to; at < end; at++, into++) {
      this.#uids[into] = this.uidAt(at);
      this.#bits[into] = this.bitsAt(at);
      this.#modSeqs[into] = this.modSeqAt(at);
      this.#keywordSet[into] = this.#keywordSet[at] ?? 0;
    }
  }

  #own(): void {
    if (!this.#isShared) return;
    this.#isShared = false;
    this.#uids = this.#uids.slice();
    this.#bits = this.#bits.slice();
    this.#modSeqs = this.#modSeqs.slice();
    this.#keywordSet = this.#keywordSet.slice();
  }

  #grow(capacity: number): void {
    const [uids, bits, modSeqs, sets] = [this.#uids, this.#bits, this.#modSeqs, this.#keywordSet];
    this.#uids = new Uint32Array(capacity);
    this.#uids.set(uids);
    this.#bits = new Uint8Array(capacity);
    this.#bits.set(bits);
    this.#modSeqs = new Float64Array(capacity);
    this.#modSeqs.set(modSeqs);
    this.#keywordSet = new Uint16Array(capacity);
    this.#keywordSet.set(sets);
  }
}
