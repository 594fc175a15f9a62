import { createServer, type Server } from 'node:net';

const defaults = {
  lmtp: 24,
  smtp: 25,
  http: 80,
  pop3: 110,
  imap: 143,
  https: 443,
  smtps: 465,
  submission: 587,
  imaps: 993,
  pop3s: 995,
};

export type Ports = { readonly [K in keyof typeof defaults]: number };

export function portsAt(offset: number): Ports {
  return Object.fromEntries(Object.entries(defaults).map(([name, port]) => [name, port + offset])) as Ports;
}

const ranges = 18;
let lastTried: number | null = null;
const claims = new Map<number, Server>();

/**
 * An offset at which every default port is free. Test files run side by side in processes of their own, so an offset is
 * claimed by a port of its own that is held until `releasePortOffset` or the end of the process.
 */
export async function freePortOffset(): Promise<number> {
  for (let attempt = 0; attempt < 480 * ranges; attempt += 1) {
    // All are taken by other test files: one of them will be done.
    if (attempt > 0 && attempt % ranges === 0) await new Promise((resolve) => setTimeout(resolve, 250));
    lastTried = ((lastTried ?? process.pid) + 7) % ranges;
    // Below the range that Linux gives to outgoing connections (32768 up).
    const offset = 11_000 + lastTried * 1_100;
    const claim = await hold(offset + 1_050);
    if (claim === null) continue;
    if ((await Promise.all(Object.values(portsAt(offset)).map(isFree))).every(Boolean)) {
      claims.set(offset, claim.unref());
      return offset;
    }
    claim.close();
  }
  throw new Error('no free range of ports was found for a test server');
}

export function releasePortOffset(offset: number): void {
  claims.get(offset)?.close();
  claims.delete(offset);
}

async function isFree(port: number): Promise<boolean> {
  const probe = await hold(port);
  probe?.close();
  return probe !== null;
}

function hold(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}
