import { pipeline, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { MessageSpool } from '../delivery/message-spool.ts';
import {
  BrokenArchive,
  bytesOf,
  type ByteSource,
  LargeArchive,
  packedRange,
  type ZipEntry,
  zipEntries,
} from './zip-directory.ts';

/** What was found in the archives of a message, those within archives too. */
export interface ArchiveContents {
  /** Of files, without their folders. */
  readonly names: string[];
  /** The first bytes of those that can be read. */
  readonly beginnings: Buffer[];
  isLocked: boolean;
  /** One is broken, or packed in a way that is not known here. */
  isUnsupported: boolean;
  /** One is deeper, larger or has more in it than is looked at. */
  isOverLimit: boolean;
}

/** Of all archives of a message together. */
const mostNames = 50_000;
/** Of which the beginning is looked at. */
const mostFiles = 1000;
const usualLimits = { unpackedBytes: 64 * 1024 * 1024 };
/** An archive within an archive is one. */
const mostDepth = 4;
/** A block of deflate may begin with some 300 bytes that say nothing yet (RFC 1951 §3.2.7). */
const peekBytes = 1024;
/** Of 1 KB no more can become (RFC 1951: 1032 for one). */
const mostPeeked = 1100 * 1024;

/** Documents are archives to their programs, and files to people. */
const documents =
  /\.(?:do[ct][xm]|xls[xmb]|xlt[xm]|xlam|p[op][ts][xm]|vs[dst][xm]|od[tspgfb]|ot[tspg]|epub|jar|war|apk|xpi|nupkg|whl|kmz|3mf|pages|numbers|key)$/i;

export function isZip(bytes: Buffer): boolean {
  return /^PK(?:\x03\x04|\x05\x06)/.test(bytes.toString('latin1', 0, 4));
}

/** Archives that people send and nothing here can look into. */
export function isForeignArchive(bytes: Buffer): boolean {
  return /^(?:Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|MSCF\0|ITSF)/.test(bytes.toString('latin1', 0, 8));
}

export function isDocument(name: string): boolean {
  return documents.test(name);
}

/** Looks into archives, one after the other, within the limits of one message. */
export class ArchiveReader {
  readonly found: ArchiveContents = {
    names: [],
    beginnings: [],
    isLocked: false,
    isUnsupported: false,
    isOverLimit: false,
  };
  readonly #spool: () => MessageSpool;
  readonly #limits: typeof usualLimits;
  #files = 0;
  #unpackedBytes = 0;

  constructor(spool: () => MessageSpool, limits = usualLimits) {
    this.#spool = spool;
    this.#limits = limits;
  }

  /** All names first: what is broken, or too much, hides none. */
  async read(source: ByteSource, depth = 1): Promise<void> {
    const { found } = this;
    const entries = await this.#ifItCanBeRead(() => zipEntries(source));
    for (const { name, isEncrypted } of entries ?? []) {
      if (found.names.length === mostNames) found.isOverLimit = true;
      else if (!name.endsWith('/')) found.names.push(withoutFolders(name));
      if (isEncrypted) found.isLocked = true;
    }
    for (const entry of entries ?? []) {
      if (entry.isEncrypted || entry.name.endsWith('/')) continue;
      this.#files += 1;
      if (this.#files > mostFiles) {
        found.isOverLimit = true;
        return;
      }
      await this.#ifItCanBeRead(() => this.#look(source, entry, depth));
      // Others have their turn.
      await setImmediate();
    }
  }

  async #ifItCanBeRead<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LargeArchive) this.found.isOverLimit = true;
      else if (error instanceof BrokenArchive) this.found.isUnsupported = true;
      else throw error;
      return null;
    }
  }

  async #look(source: ByteSource, entry: ZipEntry, depth: number): Promise<void> {
    if (entry.method !== 0 && entry.method !== 8) {
      this.found.isUnsupported = true;
      return;
    }
    const [start, end] = await packedRange(source, entry);
    const packed = await bytesOf(source, start, Math.min(end, start + peekBytes));
    const beginning = entry.method === 0 ? packed : inflatedBeginning(packed);
    this.found.beginnings.push(beginning.subarray(0, 64));
    if (isForeignArchive(beginning)) this.found.isUnsupported = true;
    if (!isZip(beginning) || isDocument(entry.name)) return;
    if (depth === mostDepth) {
      this.found.isOverLimit = true;
      return;
    }
    const inner = this.#spool();
    try {
      if (await this.#unpack(source, entry, [start, end], inner)) await this.read(inner, depth + 1);
    } finally {
      await inner.close();
    }
  }

  /** `false`: it is larger than is looked at. */
  async #unpack(
    source: ByteSource,
    { method }: ZipEntry,
    [start, end]: readonly [number, number],
    into: MessageSpool,
  ): Promise<boolean> {
    const packed = source.range(start, end);
    // What goes wrong on either side is thrown where it is read.
    const inflating = method === 0 ? null : pipeline(Readable.from(packed), createInflateRaw(), () => undefined);
    try {
      for await (const piece of (inflating ?? packed) as AsyncIterable<Uint8Array>) {
        this.#unpackedBytes += piece.length;
        if (this.#unpackedBytes > this.#limits.unpackedBytes) {
          this.found.isOverLimit = true;
          return false;
        }
        await into.write(piece);
      }
      return true;
    } catch (error) {
      if (isOfZlib(error)) throw new BrokenArchive('a file in it is broken', { cause: error });
      throw error;
    }
  }
}

/** Of either kind of separator. */
export function withoutFolders(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

function inflatedBeginning(packed: Buffer): Buffer {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostPeeked });
  } catch (error) {
    throw new BrokenArchive('a file in it is broken', { cause: error });
  }
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
