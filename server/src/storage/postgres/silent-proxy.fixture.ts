import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a server and its database that can swallow what is sent, without a word to either side. */
export interface SilentProxy {
  readonly url: string;
  /** Nothing passes any more, on connections that are open and on new ones. */
  swallow(): void;
  /** New connections pass again; what was swallowed before stays away, as behind a firewall that forgot its connections. */
  passNew(): void;
  /** The database ends the connections whose other side is silent, as its keepalives have it do. */
  databaseGivesUp(): void;
  close(): Promise<void>;
}

export async function startSilentProxy(databaseUrl: string): Promise<SilentProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let passing: { isOn: boolean; readonly far: Set<Socket> } = { isOn: true, far: new Set() };
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const proxy = createServer((near) => {
    const mine = passing;
    const far = connect({ host: target.hostname, port: Number(target.port) });
    mine.far.add(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(from);
      from.on('data', (chunk) => mine.isOn && to.write(chunk));
      from.on('end', () => mine.isOn && to.end());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow() {
      passing.isOn = false;
      for (const far of passing.far) silent.add(far);
    },
    passNew() {
      passing = { isOn: true, far: new Set() };
    },
    databaseGivesUp() {
      for (const far of silent) far.destroy();
      silent.clear();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
