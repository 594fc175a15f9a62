import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { serverProgram } from '../../tools/server-bundle.mjs';
import { LineClient } from '../support/line-client.ts';
import { freePortOffset, portsAt, releasePortOffset } from '../support/ports.ts';
import { programEnvironment } from '../support/server-process.ts';

const program = serverProgram({ mayBuild: true });

/** `relais serve` as somebody starts it for the first time: nobody chose a password. */
function begin(t: TestContext, dataDirectory: string, offset: number) {
  const child = spawn(
    process.execPath,
    [program, 'serve', '--data', dataDirectory, '--port-offset', String(offset), '--host', '127.0.0.1'],
    { env: { ...programEnvironment, RELAIS_ADMIN_PASSWORD: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('relais: ready\n')) isReady();
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  return { ready: Promise.race([ready, ended]), kill, output: () => output };
}

function passwordOf(output: string, address: string): string | null {
  return new RegExp(`${address.replace('.', '\\.')}\\s+(\\S+)\\s+\\(`).exec(output)?.[1] ?? null;
}

/** Whether the administrator is in the database: then his password has been made. */
function hasAdministrator(dataDirectory: string): boolean {
  try {
    using database = new DatabaseSync(join(dataDirectory, 'system.db'), { readOnly: true });
    return database.prepare("SELECT 1 FROM mailbox_address WHERE address LIKE 'administrator@%'").get() !== undefined;
  } catch {
    // Not there yet, or without its tables.
    return false;
  }
}

test('a first start that was killed before its last line is made whole by the next, which shows passwords that hold', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-killed-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const offset = await freePortOffset();
  t.after(() => releasePortOffset(offset));
  const first = begin(t, dataDirectory, offset);
  while (!hasAdministrator(dataDirectory)) await new Promise((resolve) => setImmediate(resolve));
  await first.kill();
  const wasReady = first.output().includes('relais: ready\n');

  const second = begin(t, dataDirectory, offset);
  await second.ready;
  const shown = wasReady ? first.output() : second.output();
  if (!wasReady) assert.match(shown, /An earlier first start ended before its end/);
  const { imaps } = portsAt(offset);
  for (const [address, messages] of [
    ['administrator@example.test', 0],
    ['user@example.test', 1],
  ] as const) {
    const password = passwordOf(shown, address);
    assert.ok(password !== null, `no password of ${address} in:\n${shown}`);
    const client = await LineClient.connect(imaps, { tls: true });
    await client.line();
    assert.match((await client.command('a', `LOGIN ${address} ${password}`)).at(-1) ?? '', /^a OK/);
    assert.match(
      (await client.command('b', 'STATUS INBOX (MESSAGES)')).join('\n'),
      new RegExp(`MESSAGES ${messages}\\b`),
    );
    client.close();
  }
  await second.kill();

  // Seen once, they hold: also after a kill.
  const third = begin(t, dataDirectory, offset);
  await third.ready;
  assert.equal(passwordOf(third.output(), 'administrator@example.test'), null, third.output());
  const client = await LineClient.connect(imaps, { tls: true });
  await client.line();
  const password = passwordOf(shown, 'user@example.test');
  assert.match((await client.command('a', `LOGIN user@example.test ${password}`)).at(-1) ?? '', /^a OK/);
  client.close();
});
