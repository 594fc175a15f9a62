import { createServer, type Server, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { ProxiedEnds } from './proxy-header.ts';
import { plainAddress, SocketTransport } from './socket-transport.ts';
import { takeProxyHeader } from './take-proxy-header.ts';
import type { Endpoint, Transport } from './transport.ts';

export interface ListenerOptions {
  readonly address: string;
  readonly port: number;
  /** Implicit TLS: asked for each connection, so that a new certificate needs no new listener. */
  readonly implicitTls?: () => SecureContext;
  /** Whether connections of this address begin with a PROXY header, which says whose they are; asked for each. */
  readonly isProxy?: (address: string) => boolean;
  readonly onConnection: (transport: Transport) => void;
}

/**
 * A bound TCP port. `close` stops accepting, cuts those off that `onConnection` does not know yet (they shake hands, or
 * their proxy has not said whose they are), and leaves connections alone.
 */
export interface Listener {
  readonly bound: Endpoint;
  close(): Promise<void>;
}

const handshakeLimitMs = 30_000;

/**
 * Binds and listens.
 * @throws Error with a sentence for the operator when the port is taken, forbidden or the address is not this machine's.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { implicitTls } = options;
  const arriving = new Set<Socket>();
  const server = createServer({ pauseOnConnect: false, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const isProxied = options.isProxy?.(plainAddress(socket.remoteAddress)) === true;
    if (implicitTls === undefined && !isProxied) return options.onConnection(new SocketTransport(socket));
    const leave = (): void => void arriving.delete(socket);
    arriving.add(socket);
    socket.once('close', leave);
    const arrive = (secure: Socket, ends: ProxiedEnds | null): void => {
      leave();
      socket.off('close', leave);
      options.onConnection(new SocketTransport(secure, socket, ends));
    };
    const accept = (ends: ProxiedEnds | null): void => {
      if (implicitTls === undefined) arrive(socket, ends);
      else acceptTls(socket, implicitTls(), (secure) => arrive(secure, ends));
    };
    if (isProxied) takeProxyHeader(socket, accept);
    else accept(null);
  });
  await bind(server, options);
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the listener has no TCP address');
  return {
    bound: { address: bound.address, port: bound.port },
    close: async () => {
      // The port is free at once; the callback would wait for every connection to end.
      server.close();
      for (const socket of arriving) socket.destroy();
    },
  };
}

function acceptTls(socket: Socket, context: SecureContext, onSecure: (secure: TLSSocket) => void): void {
  const secure = new TLSSocket(socket, { isServer: true, secureContext: context });
  const limit = setTimeout(() => socket.destroy(), handshakeLimitMs);
  limit.unref();
  secure.once('error', () => socket.destroy());
  socket.once('close', () => clearTimeout(limit));
  secure.once('secure', () => {
    clearTimeout(limit);
    onSecure(secure);
  });
}

async function bind(server: Server, options: ListenerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(new Error(reason(cause, options), { cause })));
    server.listen(
      { host: options.address, port: options.port, ipv6Only: options.address.includes(':'), backlog: 1024 },
      resolve,
    );
  });
}

function reason(cause: NodeJS.ErrnoException, { address, port }: ListenerOptions): string {
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return `${where} is already in use, by another program or another binding of this server; free it or choose another port (--port-offset at first run, bindings afterwards)`;
    case 'EACCES':
      return `${where} may not be opened by this user; ports below 1024 need root or CAP_NET_BIND_SERVICE (--port-offset 10000 at first run, bindings afterwards)`;
    case 'EADDRNOTAVAIL':
      return `${address} is no address of this machine, so ${where} cannot be opened`;
    default:
      return `${where} cannot be opened: ${cause.message}`;
  }
}
