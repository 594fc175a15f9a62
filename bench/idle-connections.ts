import { LineClient } from '../test/support/line-client.ts';
import { startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';

const sessions = 2000;

/** Memory of one authenticated IMAP connection in IDLE with INBOX selected, plain and TLS. */
export async function idleConnections(): Promise<readonly Figure[]> {
  return [
    { what: `memory per idle IMAP session, ${sessions} in IDLE, plain`, value: await perSession(false) },
    { what: `memory per idle IMAP session, ${sessions} in IDLE, TLS 1.3`, value: await perSession(true) },
  ];
}

async function perSession(tls: boolean): Promise<string> {
  const server = await startBenchServer();
  await server.shell(
    'Set-ImapSettings -LoginType PlainTextLogin -MaxConnectionsPerUser 5000; Restart-Service MSExchangeImap4',
  );
  const port = tls ? server.ports.imaps : server.ports.imap;
  const open = async (): Promise<LineClient> => {
    const client = await LineClient.connect(port, { tls });
    await client.line();
    await client.command('a', `LOGIN administrator@example.test ${server.password}`);
    await client.command('b', 'SELECT INBOX');
    client.send('c IDLE\r\n');
    await client.until(/^\+/);
    return client;
  };
  // The first hundred warm code and buffers; the figure is of those that come after.
  const clients = await inBatches(100, open);
  await settle();
  const before = (await server.memory()).pss;
  clients.push(...(await inBatches(sessions, open)));
  await settle();
  const after = (await server.memory()).pss;
  for (const client of clients) client.close();
  await server.stop();
  return `${((after - before) / sessions / 1024).toFixed(1)} KiB`;
}

async function inBatches(count: number, open: () => Promise<LineClient>): Promise<LineClient[]> {
  const clients: LineClient[] = [];
  while (clients.length < count) {
    clients.push(...(await Promise.all(Array.from({ length: Math.min(50, count - clients.length) }, open))));
  }
  return clients;
}

/** Time for the collector; a measurement may wait, a test may not. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10_000));
}
