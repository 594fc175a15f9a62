import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Above the ranges of test servers (test/support/ports.ts), below those that Linux gives to outgoing connections.
const first = 30_900;
const count = 1_800;

/** Ports of loopback that are free now, all different. Chosen at random: test files run side by side. */
export async function freePorts(wanted: number): Promise<readonly number[]> {
  const held = new Map<number, Server>();
  for (let attempt = 0; held.size < wanted && attempt < count; attempt += 1) {
    const port = first + Math.floor(Math.random() * count);
    const server = held.has(port) ? null : await hold(port);
    if (server !== null) held.set(port, server);
  }
  if (held.size < wanted) throw new Error(`${wanted} free ports were not found`);
  await Promise.all([...held.values()].map((server) => once(server.close(), 'close')));
  return [...held.keys()];
}

function hold(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}
