import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { LineClient } from '../support/line-client.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runRelais, startServerProcess } from '../support/server-process.ts';

let postgres: Promise<TestPostgres> | null = null;
after(async () => await (await postgres)?.stop());

async function newDatabase(): Promise<string> {
  postgres ??= startPostgres();
  return await (await postgres).newDatabase();
}

test('import and export work on a database beside its servers, and a program that waits in IDLE sees what came in', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-import-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const database = await newDatabase();
  const server = await startServerProcess(t, { args: ['--database', database] });
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  t.after(async () => client.close());
  await client.line();
  await client.command('a', `LOGIN ${server.alice.address} ${server.alice.password}`);
  const [, before] = /\* (\d+) EXISTS/.exec((await client.command('s', 'SELECT INBOX')).join('\n')) ?? [];
  client.send('i IDLE\r\n');
  await client.until(/^\+ /);

  const message = `Subject: from afar\r\n\r\n${'body\r\n'.repeat(1000)}`;
  await writeFile(join(place, 'one.eml'), message);
  const on = ['--database', database, '--mailbox', server.alice.address];
  const imported = await runRelais(['import', ...on, '--from', join(place, 'one.eml')]);
  assert.equal(imported.exitCode, 0, imported.stderr);
  assert.match(imported.stdout, /imported 1 messages/);
  await client.until(new RegExp(`^\\* ${Number(before) + 1} EXISTS`));
  client.send('DONE\r\n');
  await client.until(/^i OK/);

  const out = join(place, 'out');
  const exported = await runRelais(['export', ...on, '--to', out]);
  assert.equal(exported.exitCode, 0, exported.stderr);
  const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map(async ({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
  assert.equal(texts.filter((text) => text === message).length, 1);
});

test('a database that no server has begun on, or one of another version, is refused and left as it is', async () => {
  const database = await newDatabase();
  const on = ['--database', database, '--mailbox', 'alice@example.test', '--from', 'nothing.eml'];
  assert.match((await runRelais(['import', ...on])).stderr, /no server has begun on this database/);
  assert.match(
    (await runRelais(['import', '--data', '.', ...on])).stderr,
    /--data names files, --database a PostgreSQL/,
  );
  const client = new pg.Client(database);
  await client.connect();
  await client.query('CREATE TABLE server (record TEXT)');
  await client.query("INSERT INTO schema_versions (room, version) VALUES ('directory', 1)");
  assert.match((await runRelais(['import', ...on])).stderr, /an older version of Relais: its "directory" tables/);
  const { rows } = await client.query("SELECT version FROM schema_versions WHERE room = 'directory'");
  assert.deepEqual(rows, [{ version: 1 }]);
  await client.end();
});

test('verify checks a database beside its servers, and names what is wrong there', async (t) => {
  const database = await newDatabase();
  const server = await startServerProcess(t, { args: ['--database', database] });
  const right = await runRelais(['verify', '--database', database]);
  assert.equal(right.exitCode, 0, right.stdout + right.stderr);
  assert.match(right.stdout, /verified [1-9]\d* mailboxes, 0 faults/);
  assert.match((await runRelais(['verify', '--data', '.', '--database', database])).stderr, /give the one where/);
  const client = new pg.Client(database);
  await client.connect();
  await client.query("UPDATE folders SET messages = messages + 1 WHERE name = 'INBOX'");
  await client.end();
  const wrong = await runRelais(['verify', '--database', database]);
  assert.equal(wrong.exitCode, 1);
  assert.match(wrong.stdout, /alice@example\.test: In folder "INBOX": it counts \d+ messages and holds \d+\./);
  assert.equal(await server.kill('SIGTERM'), 0);
});
