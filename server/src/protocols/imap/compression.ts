import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';
import type { Transport } from '../../platform/net/transport.ts';
import type { Session } from './session.ts';

/** Deflate grows to 1,032 times at most, so that one slice makes 4 MB at most. */
const sliceBytes = 4_096;
/** What a connection may inflate to: room for the largest message even if it is all repetition, then a ratio that mail has. */
const inflatedAllowance = 50_331_648;
const largestRatio = 100;
/** Where a client has flushed: what comes behind it may be no part of the stream any more. */
const flushMark = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Compressed input with which the connection cannot go on; the message is for its client. */
export class CompressedInputError extends Error {}

/** RFC 4978: from here on both directions are raw deflate, flushed so that the client can read each answer. */
export async function compressSession(session: Session): Promise<void> {
  await session.output.flush();
  session.compression = new DeflateLayer(session.transport, session.reader.takePending());
}

/** RFC 8437 §4.1: with the line that has been said last, and with the command that it answered, both directions end it. */
export async function uncompressSession(session: Session): Promise<void> {
  const { compression } = session;
  if (compression === undefined) return;
  await session.output.flush();
  session.compression = undefined;
  session.reader.push(compression.end());
}

/** What stands between a session and its transport once it is compressed. */
export class DeflateLayer {
  readonly #transport: Transport;
  // A small window: 2,000 connections with the largest would cost half a gigabyte.
  readonly #deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH, windowBits: 13, memLevel: 6 });
  readonly #inflate = createInflateRaw();
  readonly #stopListening: () => void;
  /** One after the other: a push may fall into another write. */
  #sending: Promise<unknown> = Promise.resolve();
  #waiting: Uint8Array;
  #received = 0;
  #inflated = 0;

  constructor(transport: Transport, early: Uint8Array) {
    this.#transport = transport;
    this.#waiting = early;
    // Whoever waits hears of an error from `through`; between two calls nobody does, and it must not end the process.
    this.#deflate.on('error', () => {});
    this.#inflate.on('error', () => {});
    this.#stopListening = transport.onClose(() => this.#destroy());
  }

  async send(bytes: Uint8Array, whenSent?: () => void): Promise<void> {
    const smaller = await this.#compressed(bytes);
    whenSent?.();
    return this.#transport.write(smaller);
  }

  async sayLast(words: string, limitMs: number): Promise<void> {
    return this.#transport.end(await this.#compressed(Buffer.from(words)), limitMs);
  }

  /** @throws CompressedInputError for what is no deflate, and for a bomb. */
  async receive(): Promise<Uint8Array | null> {
    for (;;) {
      if (this.#waiting.length === 0) {
        const chunk = await this.#transport.read();
        if (chunk === null) return null;
        this.#waiting = chunk;
      }
      const bytes = await this.#inflateNext();
      if (bytes.length > 0) return bytes;
    }
  }

  /** Gives what has come behind the client's last flush, as it came. */
  end(): Buffer {
    this.#stopListening();
    this.#destroy();
    // The end of a flush may have come behind what it flushed; no command begins with such bytes.
    const first = this.#waiting.findIndex((byte) => byte !== 0x00 && byte !== 0xff);
    return Buffer.from(first < 0 ? [] : this.#waiting.subarray(first));
  }

  async #inflateNext(): Promise<Buffer> {
    const mark = Buffer.from(this.#waiting.buffer, this.#waiting.byteOffset, this.#waiting.byteLength).indexOf(
      flushMark,
    );
    const upTo = Math.min(sliceBytes, mark < 0 ? this.#waiting.length : mark + flushMark.length);
    const slice = this.#waiting.subarray(0, upTo);
    const bytes = await through(this.#inflate, slice).catch((cause: Error) => {
      throw new CompressedInputError(`What came is not deflate (${cause.message}).`, { cause });
    });
    // Fewer where the client has ended its stream in the middle.
    const taken = this.#inflate.bytesWritten - this.#received;
    if (taken === 0) throw new CompressedInputError('The client has ended its compressed input.');
    this.#waiting = this.#waiting.subarray(taken);
    this.#received += taken;
    this.#inflated += bytes.length;
    if (this.#inflated > inflatedAllowance + this.#received * largestRatio)
      throw new CompressedInputError(
        `${this.#received} compressed bytes grew to ${this.#inflated}; at most ${largestRatio} times as many are taken.`,
      );
    return bytes;
  }

  #compressed(bytes: Uint8Array): Promise<Buffer> {
    const next = this.#sending.then(() => through(this.#deflate, bytes));
    this.#sending = next.catch(() => {});
    return next;
  }

  #destroy(): void {
    this.#deflate.destroy();
    this.#inflate.destroy();
  }
}

/** Puts `bytes` in and gives all that comes out for them. */
function through(stream: DeflateRaw | InflateRaw, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const done = (error?: Error | null): void => {
      stream.off('data', take);
      stream.off('error', done);
      if (error) reject(error);
      else resolve(Buffer.concat(pieces));
    };
    const take = (piece: Buffer): void => void pieces.push(piece);
    stream.on('data', take);
    stream.on('error', done);
    stream.write(bytes, (error) => {
      if (error) done(error);
      else stream.flush(constants.Z_SYNC_FLUSH, () => done());
    });
  });
}
