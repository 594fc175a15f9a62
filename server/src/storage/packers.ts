import type { TransformOptions } from 'node:stream';
import { constants, createZstdCompress, type ZstdCompress, type ZstdOptions } from 'node:zlib';

/** More than can be at work on the thread pool at once are made and ended as they are needed. */
const mostIdle = 4;

/**
 * Compresses with zstd off the event loop, by streams that are used again: to make one with its context for each piece took the
 * event loop three times as long (docs/decisions/0093).
 */
export class Packers {
  readonly #mostBytes: number;
  readonly #idle: Packer[] = [];

  /** `mostBytes`: of one piece. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** `bytes` must not change meanwhile. @throws Error of zlib, in the promise. */
  async pack(bytes: Uint8Array): Promise<Uint8Array> {
    const packer = this.#idle.pop() ?? new Packer(this.#mostBytes);
    // One that failed is not used again.
    const packed = await packer.pack(bytes);
    if (this.#idle.length < mostIdle) this.#idle.push(packer);
    else packer.end();
    return packed;
  }
}

/** One piece at a time, each a frame of its own. */
class Packer {
  readonly #stream: ZstdCompress;
  #failed: (cause: Error) => void = () => undefined;

  constructor(mostBytes: number) {
    // What zstd adds at most to bytes that it cannot make less (its own bound), roundly.
    const chunkSize = mostBytes + 1024;
    const options: ZstdOptions & Pick<TransformOptions, 'readableHighWaterMark'> = {
      params: { [constants.ZSTD_c_compressionLevel]: 1 },
      // A frame ends with each write, and knows its size.
      flush: constants.ZSTD_e_end,
      chunkSize,
      // The outcome is read when all of it is there: the stream must not wait for a reader before.
      readableHighWaterMark: 4 * chunkSize,
    };
    this.#stream = createZstdCompress(options);
    this.#stream.on('error', (cause) => this.#failed(cause));
  }

  pack(bytes: Uint8Array): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#failed = reject;
    this.#stream.write(bytes, (cause) => {
      const packed: Buffer | null = this.#stream.read();
      if (cause || packed === null) reject(cause ?? new Error('zlib gave nothing'));
      else resolve(packed);
    });
    return promise;
  }

  end(): void {
    this.#stream.destroy();
  }
}
