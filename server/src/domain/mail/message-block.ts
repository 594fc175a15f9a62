import { endianness } from 'node:os';

/** Messages with the same `blockOf` are stored in one row. */
export const blockOf = (uid: number): number => Math.floor(uid / 128);
export const firstUidOf = (block: number): number => block * 128;
export const lastUidOf = (block: number): number => block * 128 + 127;

/** What changes about the messages of a block, column by column, in UID order. */
export interface StateBlock {
  readonly uids: Uint32Array;
  readonly bits: Uint8Array;
  readonly keywordSets: Uint16Array;
  readonly modSeqs: Float64Array;
}

/** What does not. Dates are milliseconds since 1970. */
export interface FactBlock {
  readonly uids: Uint32Array;
  readonly contentIds: Float64Array;
  readonly threadIds: Float64Array;
  readonly sizes: Uint32Array;
  readonly internalDates: Float64Array;
  readonly savedDates: Float64Array;
  /** Of the Date field; of messages without one: the internal date (RFC 5256 §2.2). */
  readonly sentDates: Float64Array;
}

export interface MessageState {
  readonly uid: number;
  readonly bits: number;
  readonly keywordSet: number;
  readonly modSeq: number;
}

export interface MessageFacts {
  readonly uid: number;
  readonly contentId: number;
  readonly threadId: number;
  readonly sizeBytes: number;
  /** `packMoment`: with the zone in which it was given. */
  readonly internalDate: number;
  readonly savedDate: number;
  readonly sentDate: number;
}

// The columns are stored as they stand in memory: widest first, so that each is aligned.
if (endianness() !== 'LE') throw new Error('The mail store needs a little-endian processor.');
const stateBytes = 8 + 4 + 2 + 1;
const factBytes = 8 + 8 + 8 + 8 + 8 + 4 + 4;

function newStateBlock(count: number): StateBlock {
  return stateBlockOver(new ArrayBuffer(count * stateBytes), count);
}

function newFactBlock(count: number): FactBlock {
  return factBlockOver(new ArrayBuffer(count * factBytes), count);
}

/** Reads in place where memory is aligned; the result may be written to, and `bytesOf` gives it back. */
export function readStateBlock(data: Uint8Array): StateBlock {
  return stateBlockOver(alignedBuffer(data), data.length / stateBytes);
}

export function readFactBlock(data: Uint8Array): FactBlock {
  return factBlockOver(alignedBuffer(data), data.length / factBytes);
}

export function bytesOf(block: StateBlock | FactBlock): Uint8Array {
  return new Uint8Array(block.uids.buffer);
}

/** Of the messages of these rows that are wanted, in UID order. */
export function factsOf(
  rows: readonly { readonly data: Uint8Array }[],
  isWanted: (uid: number) => boolean,
): MessageFacts[] {
  const facts: MessageFacts[] = [];
  for (const row of rows) {
    const block = readFactBlock(row.data);
    for (let i = 0; i < block.uids.length; i++) {
      const uid = block.uids[i] as number;
      if (!isWanted(uid)) continue;
      facts.push({
        uid,
        contentId: block.contentIds[i] as number,
        threadId: block.threadIds[i] as number,
        sizeBytes: block.sizes[i] as number,
        internalDate: block.internalDates[i] as number,
        savedDate: block.savedDates[i] as number,
        sentDate: block.sentDates[i] as number,
      });
    }
  }
  return facts;
}

/** The block with only the entries whose index `keeps`. */
export function keepStates(block: StateBlock, kept: readonly number[]): StateBlock {
  const result = newStateBlock(kept.length);
  kept.forEach((from, to) => {
    copyState(block, from, result, to);
  });
  return result;
}

export function keepFacts(block: FactBlock, kept: readonly number[]): FactBlock {
  const result = newFactBlock(kept.length);
  kept.forEach((from, to) => {
    copyFacts(block, from, result, to);
  });
  return result;
}

/** The block with entries added behind; their UIDs must be greater than all in it. */
export function addStates(block: StateBlock | null, added: readonly MessageState[]): StateBlock {
  const before = block?.uids.length ?? 0;
  const result = newStateBlock(before + added.length);
  for (let i = 0; i < before; i++) copyState(block as StateBlock, i, result, i);
  added.forEach((state, i) => {
    result.uids[before + i] = state.uid;
    result.bits[before + i] = state.bits;
    result.keywordSets[before + i] = state.keywordSet;
    result.modSeqs[before + i] = state.modSeq;
  });
  return result;
}

export function addFacts(block: FactBlock | null, added: readonly MessageFacts[]): FactBlock {
  const before = block?.uids.length ?? 0;
  const result = newFactBlock(before + added.length);
  for (let i = 0; i < before; i++) copyFacts(block as FactBlock, i, result, i);
  added.forEach((facts, i) => {
    result.uids[before + i] = facts.uid;
    result.contentIds[before + i] = facts.contentId;
    result.threadIds[before + i] = facts.threadId;
    result.sizes[before + i] = facts.sizeBytes;
    result.internalDates[before + i] = facts.internalDate;
    result.savedDates[before + i] = facts.savedDate;
    result.sentDates[before + i] = facts.sentDate;
  });
  return result;
}

function stateBlockOver(buffer: ArrayBuffer, count: number): StateBlock {
  requireWhole(count);
  return {
    modSeqs: new Float64Array(buffer, 0, count),
    uids: new Uint32Array(buffer, 8 * count, count),
    keywordSets: new Uint16Array(buffer, 12 * count, count),
    bits: new Uint8Array(buffer, 14 * count, count),
  };
}

function factBlockOver(buffer: ArrayBuffer, count: number): FactBlock {
  requireWhole(count);
  return {
    contentIds: new Float64Array(buffer, 0, count),
    threadIds: new Float64Array(buffer, 8 * count, count),
    internalDates: new Float64Array(buffer, 16 * count, count),
    savedDates: new Float64Array(buffer, 24 * count, count),
    sentDates: new Float64Array(buffer, 32 * count, count),
    uids: new Uint32Array(buffer, 40 * count, count),
    sizes: new Uint32Array(buffer, 44 * count, count),
  };
}

function requireWhole(count: number): void {
  if (!Number.isInteger(count)) throw new Error('A block of messages has a broken length; run relais verify.');
}

function alignedBuffer(data: Uint8Array): ArrayBuffer {
  // SQLite gives each value memory of its own; PostgreSQL gives views into what came over the socket.
  if (data.byteOffset === 0 && data.byteLength === data.buffer.byteLength) return data.buffer as ArrayBuffer;
  // Not slice(): a Buffer's is a view.
  return new Uint8Array(data).buffer;
}

function copyState(source: StateBlock, from: number, target: StateBlock, to: number): void {
  target.uids[to] = source.uids[from] as number;
  target.bits[to] = source.bits[from] as number;
  target.keywordSets[to] = source.keywordSets[from] as number;
  target.modSeqs[to] = source.modSeqs[from] as number;
}

function copyFacts(source: FactBlock, from: number, target: FactBlock, to: number): void {
  target.uids[to] = source.uids[from] as number;
  target.contentIds[to] = source.contentIds[from] as number;
  target.threadIds[to] = source.threadIds[from] as number;
  target.sizes[to] = source.sizes[from] as number;
  target.internalDates[to] = source.internalDates[from] as number;
  target.savedDates[to] = source.savedDates[from] as number;
  target.sentDates[to] = source.sentDates[from] as number;
}
