import { connect, type Socket } from 'node:net';
import { startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';

const connections = 3_500;
const limitSeconds = 30;

/** How long after its time-out each of many silent IMAP connections is closed, when all run out at about the same time. */
export async function timeOuts(): Promise<readonly Figure[]> {
  const server = await startBenchServer();
  await server.shell(
    `Set-ImapSettings -PreAuthenticatedConnectionTimeout 00:00:${limitSeconds} -MaxConnections 10000 -MaxConnectionFromSingleIP 10000; Restart-Service MSExchangeImap4`,
  );
  const opened = await inBatches(server.ports.imap);
  const late = await Promise.all(opened);
  const { rss } = await server.memory();
  await server.stop();
  return [
    {
      what: `${connections} connections run out of time at once: closed after their limit, median and latest`,
      value: `${Math.round(late.toSorted((a, b) => a - b)[connections / 2] ?? 0)} ms, ${Math.round(Math.max(...late))} ms (${Math.round(rss / 1024 / 1024)} MiB)`,
    },
  ];
}

async function inBatches(port: number): Promise<Promise<number>[]> {
  const lateness: Promise<number>[] = [];
  while (lateness.length < connections) {
    const batch = await Promise.all(Array.from({ length: 50 }, () => open(port)));
    lateness.push(...batch.map(({ closed }) => closed));
  }
  return lateness;
}

/** `closed`: milliseconds from the limit to the last byte, counted from the greeting. */
function open(port: number): Promise<{ readonly closed: Promise<number> }> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', () => {
      const greeted = performance.now();
      const closed = new Promise<number>((over) => {
        socket.once('end', () => over(performance.now() - greeted - limitSeconds * 1000));
      });
      // An object: a promise that resolves with a promise would wait for it.
      resolve({ closed });
    });
    socket.on('data', () => {});
  });
}
