import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { LineClient } from '../support/line-client.ts';
import { startPostgres } from '../support/postgres.ts';
import type { Said } from '../support/server.ts';
import { runRelais, startRelais, startServerProcess } from '../support/server-process.ts';

/** A database with mail of Alice, whose server has ended, and somebody who can hold a command up in the middle. */
async function databaseWithMail(t: TestContext): Promise<{ database: string; administrator: pg.Client }> {
  const postgres = await startPostgres();
  const database = await postgres.newDatabase();
  const server = await startServerProcess(t, { args: ['--database', database] });
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${server.alice.address} ${server.alice.password}`);
  const text = 'Subject: kept\r\n\r\nbody\r\n';
  client.send(`b APPEND INBOX {${text.length}+}\r\n${text}\r\n`);
  assert.match((await client.until(/^b /)).at(-1) ?? '', /^b OK/);
  client.close();
  assert.equal(await server.kill('SIGTERM'), 0);
  const administrator = new pg.Client({ connectionString: database });
  await administrator.connect();
  t.after(async () => {
    await administrator.end();
    await postgres.stop();
  });
  return { database, administrator };
}

/** What a command says that gets `name` while it waits for what messages are and `isInTheMiddle`. */
async function signalled(
  administrator: pg.Client,
  args: readonly string[],
  isInTheMiddle: () => Promise<boolean>,
  name: NodeJS.Signals,
): Promise<Said> {
  await administrator.query('BEGIN');
  await administrator.query('LOCK TABLE message_facts IN ACCESS EXCLUSIVE MODE');
  const { child, said } = startRelais(args);
  const isWaiting = async (): Promise<boolean> =>
    (await administrator.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows.length > 0;
  while (!((await isWaiting()) && (await isInTheMiddle())))
    if (child.exitCode !== null) assert.fail((await said).stderr);
  child.kill(name);
  await administrator.query('ROLLBACK');
  return await said;
}

test('a transfer into files and an export that are stopped leave nothing, say so, and go into the same place again', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-stopped-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const { database, administrator } = await databaseWithMail(t);
  const [data, out] = [join(place, 'data'), join(place, 'out')];
  const commands: readonly { args: readonly string[]; target: string; begun: string }[] = [
    { args: ['transfer', '--from', database, '--to', data], target: data, begun: 'system.db' },
    { args: ['export', '--database', database, '--mailbox', 'alice', '--to', out], target: out, begun: 'cur' },
  ];
  for (const { args, target, begun } of commands) {
    const isInTheMiddle = async (): Promise<boolean> =>
      (await readdir(target, { recursive: true }).catch(() => [])).some((name) => name.endsWith(begun));
    const said = await signalled(administrator, args, isInTheMiddle, 'SIGTERM');
    assert.equal(said.exitCode, 1, said.stderr);
    assert.match(said.stderr, /It was stopped\..*Nothing was left in /);
    assert.deepEqual(await readdir(target), []);
    const again = await runRelais(args);
    assert.equal(again.exitCode, 0, again.stderr);
  }
  assert.equal((await runRelais(['verify', '--data', data])).exitCode, 0);
});

test('what an export leaves that is killed passes for no mailbox, neither to the next export nor to an import', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-killed-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const { database, administrator } = await databaseWithMail(t);
  const out = join(place, 'out');
  const args = ['export', '--database', database, '--mailbox', 'alice', '--to', out];
  const isInTheMiddle = async (): Promise<boolean> =>
    (await readdir(out, { recursive: true }).catch(() => [])).some((name) => name.endsWith('cur'));
  await signalled(administrator, args, isInTheMiddle, 'SIGKILL');
  const part = /out holds a part that an export left when it was killed: remove it, and export anew/;
  assert.match((await runRelais(args)).stderr, part);
  const imported = await runRelais(['import', '--database', database, '--mailbox', 'bob', '--from', out]);
  assert.equal(imported.exitCode, 1);
  assert.match(imported.stderr, part);
  await rm(out, { recursive: true });
  assert.equal((await runRelais(args)).exitCode, 0);
});
