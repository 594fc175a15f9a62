import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';
import type { Session } from './session.ts';

/** More than this from one chunk of the network (64 KB at most) is a bomb: deflate cannot pass 1:1032. */
const mostInflatedBytes = 4_194_304;

/** RFC 4978: from here on both directions are raw deflate, flushed so that the client can read each answer. */
export async function compressSession(session: Session): Promise<void> {
  await session.output.flush();
  const { transport } = session;
  // A small window: 2,000 connections with the largest would cost half a gigabyte.
  const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH, windowBits: 13, memLevel: 6 });
  const inflate = createInflateRaw();
  transport.closed.addEventListener('abort', () => {
    deflate.destroy();
    inflate.destroy();
  });
  const early = session.reader.takePending();
  // One after the other: a push may fall into another write.
  let sending: Promise<unknown> = Promise.resolve();
  const compressed = (bytes: Uint8Array): Promise<Buffer> => {
    const next = sending.then(() => through(deflate, bytes));
    sending = next.catch(() => {});
    return next;
  };
  session.output.send = async (bytes) => transport.write(await compressed(bytes));
  let pending: Uint8Array | null = early.length > 0 ? early : null;
  session.receive = async () => {
    for (;;) {
      const chunk: Uint8Array | null = pending ?? (await transport.read());
      pending = null;
      if (chunk === null) return null;
      const inflated = await through(inflate, chunk, mostInflatedBytes);
      if (inflated.length > 0) return inflated;
    }
  };
  session.sayLast = async (words) => transport.end(await compressed(Buffer.from(words)), 500);
  session.isCompressed = true;
}

/** Puts `bytes` in and gives all that comes out for them. @throws Error when more than `most` bytes come. */
function through(stream: DeflateRaw | InflateRaw, bytes: Uint8Array, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const done = (error?: Error | null): void => {
      stream.off('data', take);
      stream.off('error', done);
      if (error) reject(error);
      else resolve(Buffer.concat(pieces));
    };
    const take = (piece: Buffer): void => {
      size += piece.length;
      if (size > most) {
        stream.destroy();
        done(new Error(`compressed input grew to more than ${most} bytes`));
      } else pieces.push(piece);
    };
    stream.on('data', take);
    stream.on('error', done);
    stream.write(bytes, () => stream.flush(constants.Z_SYNC_FLUSH, () => done()));
  });
}
