import { ByteBuffer } from './byte-buffer.ts';

/** A frame of a client, its mask undone (RFC 6455 §5.2). */
export interface Frame {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Broken protocol; `code` is the close code of RFC 6455 §7.4.1. */
export class FrameError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'FrameError';
    this.code = code;
  }
}

/** Cuts what a client sends into frames, whatever the chunks. */
export class FrameReader {
  private readonly maxPayload: number;
  /** What is here of a frame that is not whole. */
  private readonly begun = new ByteBuffer();
  /** With so many bytes more is known of it: its head is whole, or all of it. */
  private needed = 0;
  private pending: Buffer = Buffer.alloc(0);

  constructor(maxPayload: number) {
    this.maxPayload = maxPayload;
  }

  /** @throws FrameError */
  *push(chunk: Uint8Array): Generator<Frame> {
    if (this.begun.length === 0) this.pending = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    else {
      this.begun.append(chunk);
      if (this.begun.length < this.needed) return;
      this.pending = this.begun.take();
    }
    for (;;) {
      const frame = this.next();
      if (frame === null) break;
      yield frame;
    }
    if (this.pending.length > 0) this.begun.append(this.pending);
    this.pending = Buffer.alloc(0);
  }

  private next(): Frame | null {
    const { pending } = this;
    const [first, second] = pending;
    if (first === undefined || second === undefined) return this.waitFor(2);
    if ((first & 0x70) !== 0) throw new FrameError(1002, 'No extension was agreed on.');
    const opcode = first & 0x0f;
    const isFinal = (first & 0x80) !== 0;
    // RFC 6455 §5.1: a client masks every frame.
    if ((second & 0x80) === 0) throw new FrameError(1002, 'A client masks its frames.');
    let length = second & 0x7f;
    let at = 2;
    if (opcode >= 8 && (length > 125 || !isFinal)) throw new FrameError(1002, 'A control frame is short and whole.');
    if (length === 126) {
      if (pending.length < 4) return this.waitFor(4);
      length = pending.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (pending.length < 10) return this.waitFor(10);
      if (pending.readUInt32BE(2) !== 0) throw new FrameError(1009, 'The message is too large.');
      length = pending.readUInt32BE(6);
      at = 10;
    }
    if (length > this.maxPayload) throw new FrameError(1009, 'The message is too large.');
    if (pending.length < at + 4 + length) return this.waitFor(at + 4 + length);
    const mask = pending.subarray(at, at + 4);
    const payload = Buffer.from(pending.subarray(at + 4, at + 4 + length));
    for (let index = 0; index < payload.length; index++) {
      payload[index] = (payload[index] as number) ^ (mask[index & 3] as number);
    }
    this.pending = pending.subarray(at + 4 + length);
    return { isFinal, opcode, payload };
  }

  private waitFor(bytes: number): null {
    this.needed = bytes;
    return null;
  }
}

/** A frame as a server sends it: whole and unmasked. */
export function encodeFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeUInt32BE(length, 6);
  }
  return Buffer.concat([head, payload]);
}
