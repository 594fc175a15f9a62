import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { formatBinding } from '../domain/configuration/binding.ts';
import type { Endpoint } from '../platform/net/transport.ts';
import type { Certificates } from '../platform/tls/certificates.ts';
import type { ConnectionLimit } from './connection-limit.ts';
import { answerClientError } from './error-replies.ts';
import { markRequestDoor, type RequestDoor } from './request-door.ts';
import { routeUpgrade } from './web-socket/upgrade.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** One open port or socket of the web service. */
export interface WebListener {
  /** As configured: which binding this listener is of. */
  readonly binding: string;
  readonly bound: Endpoint | null;
  /** Stops accepting; answers under way are finished, for at most `graceMs`, then their connections are cut. */
  close(graceMs: number): Promise<void>;
}

const handshakeLimitMs = 15_000;

/** How long a client may take to send the header of a request. */
export const usualHeadersTimeoutMs = 15_000;

/** What a port has to do with its clients. */
export interface PortOptions {
  readonly headersTimeoutMs: number;
  readonly limit: ConnectionLimit;
}

/** @throws Error with a sentence for the operator when the binding cannot be opened. */
export function listenPlain(
  binding: Endpoint,
  handler: RequestHandler,
  { headersTimeoutMs, limit }: PortOptions,
): Promise<WebListener> {
  const made = serverFor(handler, 'plain', headersTimeoutMs);
  made.server.on('connection', (socket: Socket) => {
    if (limit.admit(socket) === 'refused') made.refused.add(socket);
  });
  return open(made, binding);
}

/** The certificate is chosen for each handshake by the name the client asks for, so a replaced one counts at once. */
export function listenTls(
  binding: Endpoint,
  handler: RequestHandler,
  certificates: Certificates,
  { headersTimeoutMs, limit: connections }: PortOptions,
): Promise<WebListener> {
  const made = serverFor(handler, 'tls', headersTimeoutMs);
  const { server } = made;
  const [serve] = server.listeners('connection') as ((socket: Socket) => void)[];
  if (serve === undefined) throw new Error('an HTTP server has no connection listener');
  // Node's server does not know these yet, so closing it would wait for a client that never shakes hands.
  const shakingHands = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (raw: Socket) => {
    const admission = connections.admit(raw);
    if (admission === 'cut') return;
    const secure = new TLSSocket(raw, {
      isServer: true,
      // For clients that name nobody: those who come by address.
      secureContext: certificates.contextFor(null, 'IIS'),
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, certificates.contextFor(name, 'IIS')),
    });
    const limit = setTimeout(() => raw.destroy(), handshakeLimitMs);
    limit.unref();
    shakingHands.add(raw);
    raw.on('error', () => raw.destroy());
    raw.once('close', () => {
      clearTimeout(limit);
      shakingHands.delete(raw);
    });
    secure.on('error', () => raw.destroy());
    // Whoever goes in the middle of it has gone: Node would wait to say goodbye over TLS, and he would count among those of his address.
    secure.once('end', () => {
      if (shakingHands.has(raw)) raw.destroy();
    });
    secure.once('secure', () => {
      clearTimeout(limit);
      shakingHands.delete(raw);
      if (admission === 'refused') made.refused.add(secure);
      serve.call(server, secure);
    });
  });
  return open(made, binding, () => {
    for (const raw of shakingHands) raw.destroy();
  });
}

/** The Unix socket; its file must not exist yet. */
export function listenLocal(path: string, handler: RequestHandler): Promise<WebListener> {
  return open(serverFor(handler, 'local', usualHeadersTimeoutMs), path);
}

/** A server, and what its end tells to those who have left HTTP or are answered without end. */
interface DoorServer {
  readonly server: Server;
  readonly closing: AbortController;
  /** Sockets that asked to leave HTTP: Node's server waits for them and does not close them. */
  readonly upgraded: Set<Duplex>;
  /** Connections beyond the limit of their address. */
  readonly refused: WeakSet<Duplex>;
}

function serverFor(handler: RequestHandler, door: RequestDoor, headersTimeoutMs: number): DoorServer {
  const closing = new AbortController();
  const upgraded = new Set<Duplex>();
  const refused = new WeakSet<Duplex>();
  const mark = (request: IncomingMessage): void =>
    markRequestDoor(request, { door, closing: closing.signal, isOverLimit: refused.has(request.socket) });
  const server = createServer(
    // Headers soon, whole requests within 5 minutes: a slow sender cannot hold connections for ever.
    {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, 5000),
      requestTimeout: 300_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
      noDelay: true,
    },
    (request, response) => {
      mark(request);
      handler(request, response);
    },
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    mark(request);
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    routeUpgrade(request, socket, head, handler);
  });
  server.on('clientError', answerClientError);
  return { server, closing, upgraded, refused };
}

async function open(
  { server, closing, upgraded }: DoorServer,
  where: Endpoint | string,
  onClose: () => void = () => {},
): Promise<WebListener> {
  const name = typeof where === 'string' ? where : formatBinding(where);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(new Error(reasonFor(cause, name), { cause })));
    const opened = (): void => resolve();
    if (typeof where === 'string') server.listen(where, opened);
    else server.listen({ host: where.address, port: where.port, ipv6Only: where.address.includes(':') }, opened);
  });
  const address = server.address();
  return {
    binding: name,
    bound: address === null || typeof address === 'string' ? null : { address: address.address, port: address.port },
    close: async (graceMs) => {
      const cut = setTimeout(() => {
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }, graceMs);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        closing.abort();
        server.closeIdleConnections();
        onClose();
      });
      clearTimeout(cut);
    },
  };
}

function reasonFor(cause: NodeJS.ErrnoException, name: string): string {
  switch (cause.code) {
    case 'EADDRINUSE':
      return `${name} is already in use by another program; stop it or choose another port (--port-offset at first run, HttpBindings and HttpsBindings afterwards)`;
    case 'EACCES':
      return `${name} may not be opened by this user; ports below 1024 need root or CAP_NET_BIND_SERVICE (--port-offset 10000 at first run, HttpBindings and HttpsBindings afterwards)`;
    case 'EADDRNOTAVAIL':
      return `${name} is no address of this machine`;
    default:
      return `${name} cannot be opened: ${cause.message}`;
  }
}
