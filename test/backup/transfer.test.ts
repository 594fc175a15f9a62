import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { LineClient } from '../support/line-client.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runRelais, type ServerProcess, startServerProcess } from '../support/server-process.ts';

let postgres: Promise<TestPostgres> | null = null;
after(async () => await (await postgres)?.stop());

async function newDatabase(): Promise<string> {
  postgres ??= startPostgres();
  return await (await postgres).newDatabase();
}

async function relais(...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runRelais(args);
  assert.equal(exitCode, 0, `${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

async function refused(...args: string[]): Promise<string> {
  const { stderr, exitCode } = await runRelais(args);
  assert.notEqual(exitCode, 0, args.join(' '));
  return stderr;
}

async function signIn(server: ServerProcess): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  const { address, password } = server.alice;
  assert.match((await client.command('a', `LOGIN ${address} ${password}`)).at(-1) ?? '', /^a OK/);
  return client;
}

async function append(client: LineClient, folder: string, flags: string, text: string): Promise<void> {
  client.send(`p APPEND ${folder} (${flags}) "01-Feb-2026 10:00:00 +0000" {${text.length}+}\r\n${text}\r\n`);
  assert.match((await client.until(/^p /)).at(-1) ?? '', /^p OK/);
}

/** Everything of two folders that a client keeps: UIDVALIDITY, UIDs, flags, dates, the bytes. */
async function seen(client: LineClient): Promise<string> {
  const lines: string[] = [];
  for (const folder of ['Archive', 'INBOX']) {
    const selected = await client.command('s', `SELECT ${folder}`);
    lines.push(...selected.filter((line) => /UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ|EXISTS/.test(line)));
    lines.push(...(await client.command('f', 'UID FETCH 1:* (UID FLAGS INTERNALDATE EMAILID BODY.PEEK[])')));
  }
  // Whose turn it is to be \Recent changes with every look.
  return lines.join('\n').replaceAll(/ ?\\Recent/g, '');
}

test('all mail goes to PostgreSQL and back as it is, with passwords and settings, and both go on', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-transfer-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const first = await startServerProcess(t);
  const portOffset = first.ports.imap - 143;
  const shell = async (dataDirectory: string, line: string): Promise<string> =>
    await relais('shell', '--data', dataDirectory, '-Command', line);
  const client = await signIn(first);
  // More than are copied at once, and one of several pieces.
  for (let number = 1; number <= 70; number += 1)
    await append(
      client,
      'Archive',
      number % 2 === 0 ? '\\Seen $Work' : '',
      `Subject: ${number}\r\n\r\nbody ${number}\r\n`,
    );
  await append(client, 'Archive', '\\Flagged', `Subject: large\r\n\r\n${'line of a large letter\r\n'.repeat(50_000)}`);
  await client.command('x', 'SELECT Archive');
  await client.command('y', 'UID STORE 3:5 +FLAGS.SILENT (\\Deleted)');
  await client.command('z', 'EXPUNGE');
  const before = await seen(client);
  assert.ok(before.includes('body 70') && before.length > 1_000_000);
  client.close();
  await shell(
    first.dataDirectory,
    'Set-ImapSettings -AuthenticatedConnectionTimeout 00:45:00; Set-Mailbox bob -CustomAttribute1 kept',
  );
  const database = await newDatabase();
  assert.match(
    await refused('transfer', '--from', first.dataDirectory, '--to', database),
    /in use|already|another/i,
    'a server runs on it',
  );
  await first.kill('SIGTERM');

  assert.match(
    await relais('transfer', '--from', first.dataDirectory, '--to', database),
    /transferred: the mail of \d+ mailboxes/,
  );
  assert.match(await refused('transfer', '--from', first.dataDirectory, '--to', database), /not empty/);
  const onDatabase = join(place, 'node');
  const options = { dataDirectory: onDatabase, portOffset, args: ['--database', database] };
  const second = await startServerProcess(t, options);
  const again = await signIn(second);
  const there = await seen(again);
  assert.ok(there === before, 'PostgreSQL has the same mail');
  assert.match(await shell(onDatabase, '(Get-ImapSettings).AuthenticatedConnectionTimeout.TotalMinutes'), /45/);
  const deleted = 'Get-RecoverableItems alice -SubjectContains 4 | % { "$($_.Subject) of $($_.LastParentPath)" }';
  assert.match(await shell(onDatabase, `(Get-Mailbox bob).CustomAttribute1; ${deleted}`), /kept\s+4 of Archive/);
  await append(again, 'INBOX', '', 'Subject: on PostgreSQL\r\n\r\nbody\r\n');
  await shell(onDatabase, 'Set-Mailbox bob -CustomAttribute2 there');
  const later = await seen(again);
  again.close();
  const back = join(place, 'back');
  assert.match(await refused('transfer', '--from', database, '--to', back), /1 server runs/);
  await second.kill('SIGTERM');

  await rm(back, { recursive: true, force: true });
  await relais('transfer', '--from', database, '--to', back);
  await cp(join(onDatabase, 'certificates'), join(back, 'certificates'), { recursive: true });
  assert.match(await relais('verify', '--data', back), /./);
  const third = await startServerProcess(t, { dataDirectory: back, portOffset });
  const home = await signIn(third);
  assert.ok((await seen(home)) === later, 'the files have the same mail');
  const restored = 'Restore-RecoverableItems alice | % { "$($_.Subject) to $($_.RestoredToFolderPath)" }';
  assert.match(
    await shell(back, `(Get-Mailbox bob).CustomAttribute2; ${restored}`),
    /there\s+5 to Archive\s+4 to Archive\s+3 to Archive/,
  );
  await append(home, 'INBOX', '', 'Subject: and on\r\n\r\nbody\r\n');
  home.close();
});

test('a transfer says what it misses', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-transfer-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const database = await newDatabase();
  assert.match(await refused('transfer', '--from', place), /--from and --to are both needed/);
  assert.match(await refused('transfer', '--from', place, '--to', join(place, 'x')), /one of --from and --to/);
  assert.match(await refused('transfer', '--from', place, '--to', database), /no data directory/);
  assert.match(await refused('transfer', '--from', database, '--to', join(place, 'x')), /nothing to transfer/);
  // As one that was killed leaves it.
  const client = new pg.Client(database);
  await client.connect();
  await client.query('CREATE TABLE unfinished_transfer (since TEXT NOT NULL)');
  await client.end();
  const served = await refused('serve', '--data', join(place, 'y'), '--database', database);
  assert.match(served, /transfer.*did not come to its end/);
});
