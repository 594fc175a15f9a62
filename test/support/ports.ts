import { createServer } from 'node:net';

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

let lastTried = 0;

/** An offset at which every default port is free now; test files run side by side, so a start may still have to try again. */
export async function freePortOffset(): Promise<number> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    lastTried = lastTried === 0 ? process.pid % 19 : (lastTried + 7) % 19;
    // Below the range that Linux gives to outgoing connections (32768 up).
    const offset = 11_000 + lastTried * 1_100 + Math.floor(Math.random() * 50);
    if ((await Promise.all(Object.values(portsAt(offset)).map(isFree))).every(Boolean)) return offset;
  }
  throw new Error('no free range of ports was found for a test server');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port }, () => probe.close(() => resolve(true)));
  });
}
