import { LineClient } from '../test/support/line-client.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';
import { percentile } from './statistics.ts';

const folders = 10_000;
const messages = 200_000;
const listeners = 2_000;
const deliveries = 60;
const user = 'administrator@example.test';

export const imapFolders = (): Promise<readonly Figure[]> => onServer(manyFolders);
export const imapMessages = (): Promise<readonly Figure[]> => onServer(manyMessages);
export const imapListeners = (): Promise<readonly Figure[]> => onServer(manyListeners);

async function onServer(work: (server: BenchServer) => Promise<Figure[]>): Promise<readonly Figure[]> {
  const server = await startBenchServer();
  await server.shell(
    'Set-ImapSettings -LoginType PlainTextLogin -MaxConnectionsPerUser 5000; Restart-Service MSExchangeImap4',
  );
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function signedIn(server: BenchServer): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.imap);
  await client.line();
  await client.command('l', `LOGIN ${user} ${server.password}`);
  return client;
}

async function timed(client: LineClient, command: string): Promise<string> {
  const start = performance.now();
  const lines = await client.command('t', command);
  if (!lines.at(-1)?.startsWith('t OK')) throw new Error(`${command}: ${lines.at(-1)}`);
  return `${(performance.now() - start).toFixed(0)} ms`;
}

async function manyFolders(server: BenchServer): Promise<Figure[]> {
  const client = await signedIn(server);
  for (let at = 0; at < folders; at += 100) {
    for (let i = at; i < at + 100; i++) client.send(`c CREATE big/f${i % 100}/g${i}\r\n`);
    for (let i = at; i < at + 100; i++) await client.line();
  }
  const figures = [
    { what: `LIST "" * of ${folders} folders`, value: await timed(client, 'LIST "" *') },
    {
      what: `LIST … RETURN (STATUS (MESSAGES UNSEEN)) of them`,
      value: await timed(client, 'LIST "" * RETURN (STATUS (MESSAGES UNSEEN))'),
    },
  ];
  client.close();
  return figures;
}

async function manyMessages(server: BenchServer): Promise<Figure[]> {
  const client = await signedIn(server);
  await client.command('c', 'CREATE Large');
  const text = `From: a@b.example\r\nSubject: one of many\r\n\r\nthe text of a message\r\n`;
  const one = ` {${text.length}+}\r\n${text}`;
  for (let at = 0; at < messages; at += 500) {
    client.send(`a APPEND Large${one.repeat(500)}\r\n`);
    const answer = await client.line(120_000);
    if (!answer?.startsWith('a OK')) throw new Error(String(answer));
  }
  const rows = [
    'SELECT Large',
    'FETCH 1:* (UID FLAGS)',
    'UID SEARCH UNSEEN',
    'STORE 1:* +FLAGS.SILENT (\\Seen)',
    'UID SORT (ARRIVAL) UTF-8 ALL',
  ];
  const figures: Figure[] = [];
  for (const command of rows)
    figures.push({ what: `${command} with ${messages} messages`, value: await timed(client, command) });
  client.close();
  return figures;
}

/** All of them on the folder that changes, and then a few of them there and the others elsewhere in the account. */
async function manyListeners(server: BenchServer): Promise<Figure[]> {
  return [...(await heardBy(server, listeners)), ...(await heardBy(server, 20))];
}

async function heardBy(server: BenchServer, onFolder: number): Promise<Figure[]> {
  const clients: LineClient[] = [];
  while (clients.length < listeners)
    clients.push(
      ...(await Promise.all(Array.from({ length: 50 }, (_, at) => listener(server, clients.length + at < onFolder)))),
    );
  const hearing = clients.slice(0, onFolder);
  const writer = await signedIn(server);
  const [status = ''] = await writer.command('s', 'STATUS INBOX (MESSAGES)');
  const before = Number(/MESSAGES (\d+)/.exec(status)?.[1]);
  const delays: number[] = [];
  for (let n = 1; n <= deliveries; n++) {
    const heard = hearing.map(async (client) => {
      await client.until(new RegExp(`^\\* ${before + n} EXISTS`));
      return performance.now();
    });
    await writer.command('a', 'APPEND INBOX {4+}\r\nA: b');
    // From the acknowledgement on: what was heard before it counts as no delay.
    const acknowledged = performance.now();
    delays.push(...(await Promise.all(heard)).map((at) => Math.max(0, at - acknowledged)));
  }
  for (const client of [...clients, writer]) client.close();
  const shown = (percent: number): string => `${percentile(delays, percent).toFixed(1)} ms`;
  const what = `an APPEND heard by ${onFolder} sessions in IDLE on that folder, ${listeners} in the account`;
  return [
    { what: `${what}, p50`, value: shown(50) },
    { what: `${what}, p99`, value: shown(99) },
  ];
}

async function listener(server: BenchServer, isOnFolder: boolean): Promise<LineClient> {
  const client = await signedIn(server);
  await client.command('s', `SELECT ${isOnFolder ? 'INBOX' : 'Archive'}`);
  client.send('i IDLE\r\n');
  await client.until(/^\+/);
  return client;
}
