import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import { HttpCmdletHost } from '@relais/shell';
import { LineClient } from '../support/line-client.ts';
import { freePortOffset } from '../support/ports.ts';
import { runRelais, type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { Ledger } from './ledger.ts';

/** Each is a start of the server, 2 to 3 s; `RELAIS_KILLS=50 npm test test/faults/sigkill.test.ts` kills more often. */
const kills = Number(process.env.RELAIS_KILLS ?? 15);
const folders = ['Appended', 'Flagged', 'Source', 'Target', 'Bin', 'Back'] as const;
/** What came into Bin, to be expunged there and restored into Back. */
const binned: string[] = [];
/** Before a kill. */
const leastChanges = 15;
let lastMessage = 0;

test(`nothing acknowledged is lost over ${kills} SIGKILLs, and no UID is given twice`, {
  timeout: 600_000 + kills * 20_000,
}, async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-sigkill-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const dataDirectory = join(place, 'data');
  const ledger = new Ledger();
  const portOffset = await freePortOffset();
  const ending = { after: (work: () => Promise<void>) => t.after(work) };
  const start = async (): Promise<ServerProcess> => await startServerProcess(ending, { dataDirectory, portOffset });

  const first = await start();
  const client = await signIn(first);
  for (const folder of folders) await ok(client, `CREATE ${folder}`);
  client.close();
  assert.equal(await first.kill('SIGTERM'), 0);

  for (let round = 0; round < kills; round++) {
    const server = await start();
    const connected = await Promise.all(
      workers.map(async (worker) => ({ worker, client: await worker.connect(server) })),
    );
    const work = Promise.allSettled(
      connected.map(async ({ worker, client }) => await worker.work(client, ledger, server)),
    );
    // At a random moment, some changes on: what is in hand then differs every time, hence so many kills.
    await Promise.race([ledger.reaches(ledger.acknowledged + leastChanges + Math.floor(Math.random() * 100)), work]);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
    await server.kill('SIGKILL');
    for (const result of await work)
      if (result.status === 'rejected' && !isDisconnection(result.reason)) throw result.reason;
  }
  t.diagnostic(`${ledger.acknowledged} changes were acknowledged`);
  assert.ok(
    ledger.acknowledged >= leastChanges * kills,
    `only ${ledger.acknowledged} changes were acknowledged: the test did not test`,
  );

  const last = await start();
  const reader = await signIn(last);
  for (const folder of [...folders, 'INBOX']) ledger.check(folder, await contentsOf(reader, folder));
  // From a folder to what is kept and back is one step each: nothing is lost between them, and nothing doubled.
  const kept = (await ask(last, 'Get-RecoverableItems', { ResultSize: 'Unlimited' })).map(({ Subject }) => Subject);
  const standing = [await contentsOf(reader, 'Bin'), await contentsOf(reader, 'Back')].flatMap((found) =>
    [...found.values()].map(({ id }) => id),
  );
  const places = new Map<unknown, number>();
  for (const id of [...kept, ...standing]) places.set(id, (places.get(id) ?? 0) + 1);
  t.diagnostic(`${binned.length} came into Bin; ${kept.length} are kept, ${standing.length} stand in a folder`);
  assert.deepEqual(
    binned.filter((id) => places.get(id) !== 1).map((id) => `${id}: ${places.get(id) ?? 0} times`),
    [],
  );
  reader.close();
  assert.equal(await last.kill('SIGTERM'), 0);
  const verified = await runRelais(['verify', '--data', dataDirectory]);
  assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr);
});

interface Worker {
  connect(server: ServerProcess): Promise<LineClient>;
  /** Does one thing over and over until the server is gone. */
  work(client: LineClient, ledger: Ledger, server: ServerProcess): Promise<never>;
}

const workers: readonly Worker[] = [
  {
    connect: signIn,
    async work(client, ledger) {
      for (;;) await append(client, ledger, 'Appended');
    },
  },
  {
    connect: signIn,
    async work(client, ledger) {
      for (;;) await append(client, ledger, 'Appended', 'x'.repeat(76).concat('\r\n').repeat(1_000));
    },
  },
  {
    connect: signIn,
    async work(client, ledger) {
      await ok(client, 'SELECT Flagged');
      for (;;) {
        const { uid } = await append(client, ledger, 'Flagged');
        for (const flag of ['\\Flagged', '$Kept']) {
          ledger.begun('Flagged', uid);
          await ok(client, `UID STORE ${uid} +FLAGS (${flag})`);
          ledger.flagged('Flagged', uid, flag);
        }
      }
    },
  },
  {
    connect: signIn,
    async work(client, ledger) {
      await ok(client, 'SELECT Source');
      for (;;) {
        const { uid, id } = await append(client, ledger, 'Source');
        ledger.begun('Source', uid);
        const answer = await ok(client, `UID MOVE ${uid} Target`);
        const moved = /\[COPYUID \d+ \d+ (\d+)\]/.exec(answer.join('\n'));
        assert.ok(moved, answer.join('\n'));
        ledger.removed('Source', uid);
        ledger.present('Target', Number(moved[1]), id);
      }
    },
  },
  {
    connect: signIn,
    async work(client, ledger, server) {
      const one = { SourceFolder: 'RecoverableItems', RestoreTargetFolder: 'Back', ResultSize: 1 };
      await ok(client, 'SELECT Bin');
      for (;;) {
        const { uid, id } = await append(client, ledger, 'Bin');
        binned.push(id);
        ledger.begun('Bin', uid);
        await ok(client, `UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
        await ok(client, `UID EXPUNGE ${uid}`);
        ledger.removed('Bin', uid);
        if (binned.length % 2 > 0) continue;
        for (const { Subject } of await ask(server, 'Restore-RecoverableItems', one))
          ledger.presentSomewhere('Back', String(Subject));
      }
    },
  },
  {
    async connect(server) {
      const client = await LineClient.connect(server.ports.smtp);
      await client.until(/^220 /);
      client.send('EHLO outside.test\r\n');
      await client.until(/^250 /);
      return client;
    },
    async work(client, ledger) {
      for (;;) {
        const id = nextId();
        client.send('MAIL FROM:<sender@outside.test>\r\n');
        await client.until(/^250 /);
        client.send('RCPT TO:<alice@example.test>\r\nRCPT TO:<bob@example.test>\r\n');
        await client.until(/^250 /);
        await client.until(/^250 /);
        client.send('DATA\r\n');
        await client.until(/^354 /);
        client.send(`${messageOf(id, 'delivered')}.\r\n`);
        await client.until(/^250 /);
        ledger.presentSomewhere('INBOX', id);
      }
    },
  },
];

/** What a cmdlet about alice's mailbox gives, asked over the socket of the data directory. */
async function ask(
  { dataDirectory }: ServerProcess,
  cmdlet: string,
  parameters: Readonly<Record<string, ManagementValue>>,
): Promise<readonly ManagementObject[]> {
  const host = new HttpCmdletHost({ socketPath: join(dataDirectory, 'relais.sock') });
  const objects: ManagementObject[] = [];
  let refusal: string | null = null;
  try {
    const call = { cmdlet, parameters: { Identity: 'alice', ...parameters }, language: 'en' } as const;
    for await (const record of host.invoke(call))
      if (record.kind === 'output') objects.push(record.object);
      else if (record.kind === 'error') refusal = record.error.message;
  } catch (cause) {
    throw new Error('the server closed the socket', { cause });
  }
  assert.equal(refusal, null);
  return objects;
}

async function signIn(server: ServerProcess): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.until(/^\* OK/);
  await ok(client, `LOGIN ${server.alice.address} ${server.alice.password}`);
  return client;
}

async function ok(client: LineClient, command: string): Promise<string[]> {
  const answer = await client.command('a', command);
  assert.match(answer.at(-1) ?? '', /^a OK/, command);
  return answer;
}

async function append(
  client: LineClient,
  ledger: Ledger,
  folder: string,
  body = 'a short one',
): Promise<{ readonly uid: number; readonly id: string }> {
  const id = nextId();
  const text = messageOf(id, body);
  const answer = await ok(client, `APPEND ${folder} (\\Seen) {${text.length}+}\r\n${text}`);
  const given = /\[APPENDUID \d+ (\d+)\]/.exec(answer.at(-1) ?? '');
  assert.ok(given, answer.join('\n'));
  ledger.present(folder, Number(given[1]), id, ['\\Seen']);
  return { uid: Number(given[1]), id };
}

/** Every message of a folder, looked at from outside. */
async function contentsOf(
  client: LineClient,
  folder: string,
): Promise<Map<number, { readonly id: string; readonly flags: readonly string[] }>> {
  await ok(client, `EXAMINE ${folder}`);
  const answer = (await ok(client, 'UID FETCH 1:* (FLAGS ENVELOPE)')).join('\n');
  const found = new Map<number, { id: string; flags: readonly string[] }>();
  for (const [, item = ''] of answer.matchAll(/^\* \d+ FETCH \((.*)\)$/gm)) {
    const uid = Number(/UID (\d+)/.exec(item)?.[1]);
    const id = /"<(\S+)@sigkill\.test>"/.exec(item)?.[1];
    const flags = /FLAGS \(([^)]*)\)/.exec(item)?.[1]?.split(' ') ?? [];
    // The sample mail of the first run has identifiers of its own.
    if (id !== undefined) found.set(uid, { id, flags });
  }
  return found;
}

function nextId(): string {
  return `m${++lastMessage}`;
}

function messageOf(id: string, body: string): string {
  return `From: a@outside.test\r\nSubject: ${id}\r\nMessage-ID: <${id}@sigkill.test>\r\n\r\n${body}\r\n`;
}

function isDisconnection(error: unknown): boolean {
  const { message = '', code = '' } = error as { message?: string; code?: string };
  return (
    message.startsWith('the server closed') ||
    /^E(CONNREFUSED|CONNRESET|PIPE)$/.test(code) ||
    message.includes('socket disconnected')
  );
}
