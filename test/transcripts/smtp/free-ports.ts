import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Above the ranges of test servers (test/support/ports.ts), below those that Linux gives to outgoing connections.
const first = 30_900;
const shares = 36;
/** The first port of a share claims it, the others are given. */
const shareSize = 50;

const claims: Server[] = [];
const given: number[] = [];
let next = 0;

/**
 * Ports of loopback that are free now, all different. Test files run side by side in processes of their own, and between the
 * look and the use another would find the same port free: so each process has shares of its own, claimed until it ends.
 */
export async function freePorts(wanted: number): Promise<readonly number[]> {
  const held: Server[] = [];
  for (let tried = 0; held.length < wanted; tried += 1) {
    if (tried >= given.length) {
      await claimShare();
      tried = 0;
    }
    next = (next + 1) % given.length;
    const server = await hold(given[next] ?? 0);
    if (server !== null) held.push(server);
  }
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}

async function claimShare(): Promise<void> {
  for (let attempt = 0; attempt < shares; attempt += 1) {
    const start = first + ((process.pid + claims.length + attempt) % shares) * shareSize;
    const claim = await hold(start);
    if (claim === null) continue;
    claims.push(claim.unref());
    given.push(...Array.from({ length: shareSize - 1 }, (_, at) => start + 1 + at));
    return;
  }
  throw new Error(`no free ports: all ${shares} shares from ${first} are claimed or in use`);
}

function hold(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}
