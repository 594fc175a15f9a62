import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';
import type { Session } from './session.ts';

/** Deflate grows to 1,032 times at most, so that one slice makes 4 MB at most. */
const sliceBytes = 4_096;
/** What a connection may inflate to: room for the largest message even if it is all repetition, then a ratio that mail has. */
const inflatedAllowance = 50_331_648;
const largestRatio = 100;

/** RFC 4978: from here on both directions are raw deflate, flushed so that the client can read each answer. */
export async function compressSession(session: Session): Promise<void> {
  await session.output.flush();
  const { transport } = session;
  // A small window: 2,000 connections with the largest would cost half a gigabyte.
  const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH, windowBits: 13, memLevel: 6 });
  const inflate = createInflateRaw();
  // Whoever waits hears of an error from `through`; between two calls nobody does, and it must not end the process.
  deflate.on('error', () => {});
  inflate.on('error', () => {});
  transport.onClose(() => {
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
  session.send = async (bytes, whenSent) => {
    const smaller = await compressed(bytes);
    whenSent?.();
    return transport.write(smaller);
  };
  let waiting: Uint8Array = early;
  let received = 0;
  let inflated = 0;
  session.receive = async () => {
    for (;;) {
      if (waiting.length === 0) {
        const chunk = await transport.read();
        if (chunk === null) return null;
        waiting = chunk;
      }
      const slice = waiting.subarray(0, sliceBytes);
      waiting = waiting.subarray(sliceBytes);
      const bytes = await through(inflate, slice);
      received += slice.length;
      inflated += bytes.length;
      if (inflated > inflatedAllowance + received * largestRatio) {
        throw new Error(`compressed input of ${received} bytes grew to ${inflated} bytes`);
      }
      if (bytes.length > 0) return bytes;
    }
  };
  session.sayLast = async (words) => transport.end(await compressed(Buffer.from(words)), 500);
  session.isCompressed = true;
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
