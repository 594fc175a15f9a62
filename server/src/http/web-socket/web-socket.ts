import type { Duplex } from 'node:stream';
import { encodeFrame, FrameError, FrameReader, opcodes } from './frame-reader.ts';

export interface WebSocketHandlers {
  /** A whole text message. */
  readonly onText: (text: string) => void;
  readonly onClosed: () => void;
}

export interface WebSocket {
  readonly isOpen: boolean;
  send(text: string): void;
  /** RFC 6455 §7.1.2; `code` of §7.4.1. */
  close(code: number, reason: string): void;
}

const pingEveryMs = 30_000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The server's end of a WebSocket (RFC 6455) over a socket that has shaken hands; text messages only. */
export function serveWebSocket(
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  maxBytes: number,
  { onText, onClosed }: WebSocketHandlers,
): WebSocket {
  const reader = new FrameReader(maxBytes);
  let pieces: Buffer[] = [];
  let size = 0;
  let isOpen = true;
  let isAnswered = true;
  const pinging = setInterval(() => {
    // A client that did not answer the ping before is gone.
    if (!isAnswered) return socket.destroy();
    isAnswered = false;
    socket.write(encodeFrame(opcodes.ping, Buffer.alloc(0)));
  }, pingEveryMs);
  pinging.unref();

  function close(code: number, reason: string): void {
    if (!isOpen) return;
    isOpen = false;
    const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
    payload.writeUInt16BE(code);
    payload.write(reason, 2);
    socket.end(encodeFrame(opcodes.close, payload.subarray(0, 125)));
  }

  function take(opcode: number, payload: Buffer, isFinal: boolean): void {
    switch (opcode) {
      case opcodes.ping:
        socket.write(encodeFrame(opcodes.pong, payload));
        return;
      case opcodes.pong:
        isAnswered = true;
        return;
      case opcodes.close:
        close(payload.length >= 2 ? payload.readUInt16BE() : 1000, '');
        return;
      case opcodes.binary:
        throw new FrameError(1003, 'Only text is taken.');
      case opcodes.text:
      case opcodes.continuation: {
        if ((opcode === opcodes.text) !== (pieces.length === 0))
          throw new FrameError(1002, 'Fragments are out of order.');
        size += payload.length;
        if (size > maxBytes) throw new FrameError(1009, 'The message is too large.');
        pieces.push(payload);
        if (!isFinal) return;
        const whole = Buffer.concat(pieces);
        pieces = [];
        size = 0;
        onText(decoded(whole));
        return;
      }
      default:
        throw new FrameError(1002, 'There is no such kind of frame.');
    }
  }

  function read(chunk: Uint8Array): void {
    if (!isOpen) return;
    try {
      for (const { opcode, payload, isFinal } of reader.push(chunk)) if (isOpen) take(opcode, payload, isFinal);
    } catch (cause) {
      if (!(cause instanceof FrameError)) throw cause;
      close(cause.code, cause.message);
    }
  }

  socket.on('data', read);
  socket.on('end', () => socket.end());
  socket.once('close', () => {
    isOpen = false;
    clearInterval(pinging);
    onClosed();
  });
  if (head.length > 0) read(head);
  return {
    get isOpen() {
      return isOpen;
    },
    send: (text) => {
      if (isOpen) socket.write(encodeFrame(opcodes.text, Buffer.from(text)));
    },
    close,
  };
}

/** RFC 6455 §8.1. */
function decoded(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new FrameError(1007, 'The text is not UTF-8.');
  }
}
