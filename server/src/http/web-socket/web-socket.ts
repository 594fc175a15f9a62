import type { Duplex } from 'node:stream';
import { ByteBuffer } from './byte-buffer.ts';
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
/** Pings' turns that a client may take over what it has to read: five minutes. */
const turnsToRead = 10;
/** RFC 6455 §7.1.1: how long the other end is waited for once we have said that we close. */
const closeGraceMs = 2000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The server's end of a WebSocket (RFC 6455) over a socket that has shaken hands; text messages only. While the client does
 * not read what it was sent, nothing of it is read: what waits to be sent stays as small as what was just asked for. When
 * `closing` is aborted, the client is told so and the socket is closed soon.
 */
export function serveWebSocket(
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  maxBytes: number,
  { onText, onClosed }: WebSocketHandlers,
  closing: AbortSignal,
): WebSocket {
  const reader = new FrameReader(maxBytes);
  /** What is here of a message that comes in fragments. */
  const fragments = new ByteBuffer();
  let isMessageBegun = false;
  let isOpen = true;
  /** Turns of the ping since the client last answered one. */
  let silentTurns = 0;
  const pinging = setInterval(() => {
    const isReading = socket.writableLength > 0;
    // A client that did not answer the ping before is gone, unless it still has to read what stands in front of it.
    if (silentTurns >= (isReading ? turnsToRead : 1)) return void socket.destroy();
    silentTurns += 1;
    if (!isReading) write(encodeFrame(opcodes.ping, Buffer.alloc(0)));
  }, pingEveryMs);
  pinging.unref();

  function write(frame: Buffer): void {
    if (isOpen && !socket.write(frame)) socket.pause();
  }

  function close(code: number, reason: string): void {
    if (!isOpen) return;
    isOpen = false;
    setTimeout(() => socket.destroy(), closeGraceMs).unref();
    // Its last words are waited for, even if it has not read all of ours.
    socket.resume();
    const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
    payload.writeUInt16BE(code);
    payload.write(reason, 2);
    socket.end(encodeFrame(opcodes.close, payload.subarray(0, 125)));
  }

  function take(opcode: number, payload: Buffer, isFinal: boolean): void {
    switch (opcode) {
      case opcodes.ping:
        write(encodeFrame(opcodes.pong, payload));
        return;
      case opcodes.pong:
        silentTurns = 0;
        return;
      case opcodes.close:
        close(payload.length >= 2 ? payload.readUInt16BE() : 1000, '');
        return;
      case opcodes.binary:
        throw new FrameError(1003, 'Only text is taken.');
      case opcodes.text:
      case opcodes.continuation: {
        if ((opcode === opcodes.text) === isMessageBegun) throw new FrameError(1002, 'Fragments are out of order.');
        isMessageBegun = !isFinal;
        if (fragments.length + payload.length > maxBytes) throw new FrameError(1009, 'The message is too large.');
        if (isFinal && fragments.length === 0) {
          onText(decoded(payload));
          return;
        }
        fragments.append(payload);
        if (isFinal) onText(decoded(fragments.take()));
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

  const sayEnd = (): void => close(1001, 'The server stops.');
  // Read like all that follows it: not before the caller has what is returned.
  if (head.length > 0) socket.unshift(head);
  socket.on('data', read);
  socket.on('drain', () => socket.resume());
  socket.on('end', () => socket.end());
  socket.once('close', () => {
    isOpen = false;
    clearInterval(pinging);
    closing.removeEventListener('abort', sayEnd);
    onClosed();
  });
  closing.addEventListener('abort', sayEnd);
  if (closing.aborted) sayEnd();
  return {
    get isOpen() {
      return isOpen;
    },
    send: (text) => write(encodeFrame(opcodes.text, Buffer.from(text))),
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
