import { createHash } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** The socket of a request that asked to leave HTTP, until a route takes it. */
const waiting = new WeakMap<IncomingMessage, { readonly socket: Duplex; readonly head: Buffer }>();

/** Sends an upgrade request through the ordinary routes: one that does not take it answers as to any GET. */
export function routeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  waiting.set(request, { socket, head });
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  socket.on('error', () => socket.destroy());
  response.assignSocket(socket as Socket);
  response.on('finish', () => {
    // Answered without leaving HTTP: this connection has no parser any more.
    if (waiting.delete(request)) socket.end();
  });
  handler(request, response);
}

/**
 * Takes the socket of an upgrade request and answers the handshake (RFC 6455 §4.2.2); the route must have hijacked its
 * reply. `null`: the request asked for no WebSocket, or whoever asked has gone.
 */
export function acceptWebSocket(
  request: IncomingMessage,
  response: ServerResponse,
  protocol: string,
): { readonly socket: Duplex; readonly head: Buffer } | null {
  const held = waiting.get(request);
  const key = request.headers['sec-websocket-key'];
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (
    held === undefined ||
    held.socket.destroyed ||
    request.headers.upgrade?.toLowerCase() !== 'websocket' ||
    request.headers['sec-websocket-version'] !== '13' ||
    typeof key !== 'string' ||
    Buffer.from(key, 'base64').length !== 16 ||
    !offered.includes(protocol)
  ) {
    return null;
  }
  waiting.delete(request);
  response.detachSocket(held.socket as Socket);
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  held.socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
      `Sec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  );
  return held;
}
