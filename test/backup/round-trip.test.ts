import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { runRelais, type ServerProcess, startServerProcess } from '../support/server-process.ts';

async function signIn(server: ServerProcess): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  assert.match(
    (await client.command('a', `LOGIN ${server.alice.address} ${server.alice.password}`)).at(-1) ?? '',
    /^a OK/,
  );
  return client;
}

async function append(client: LineClient, folder: string, flags: string, text: string): Promise<void> {
  client.send(`p APPEND ${folder} (${flags}) "01-Feb-2026 10:00:00 +0000" {${text.length}+}\r\n${text}\r\n`);
  assert.match((await client.until(/^p /)).at(-1) ?? '', /^p OK/);
}

test('a backup made beside a running server verifies, restores and serves the same mail', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-backup-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const server = await startServerProcess(t);
  const client = await signIn(server);
  await append(client, 'INBOX', '\\Seen \\Flagged', 'Subject: kept\r\n\r\nbody\r\n');
  await client.command('s', 'SELECT INBOX');
  await append(client, 'INBOX', String.raw`\Deleted`, 'Subject: thrown away\r\n\r\nbody\r\n');
  await client.command('x', 'EXPUNGE');
  const copy = join(place, 'copy');
  const made = await runRelais(['backup', '--data', server.dataDirectory, '--to', copy]);
  assert.equal(made.exitCode, 0, made.stderr);
  assert.match(made.stdout, /backed up: \d+ files/);
  assert.equal((await stat(join(copy, 'system.db'))).mode & 0o777, 0o600);
  // The server goes on, and what comes after is not in the copy.
  await append(client, 'INBOX', '', 'Subject: later\r\n\r\nbody\r\n');
  client.close();
  const again = await runRelais(['backup', '--data', server.dataDirectory, '--to', copy]);
  assert.equal(again.exitCode, 1, 'a backup is never written over');
  assert.match(again.stderr, /not empty/);
  await server.kill('SIGTERM');

  const verified = await runRelais(['verify', '--data', copy]);
  assert.equal(verified.exitCode, 0, verified.stdout);
  const back = join(place, 'back');
  assert.equal((await runRelais(['restore', '--from', copy, '--data', back])).exitCode, 0);
  const restored = await startServerProcess(t, { dataDirectory: back, portOffset: server.ports.imap - 143 });
  const reader = await signIn(restored);
  await runRelais(['shell', '--data', back, '-Command', 'Restore-RecoverableItems alice -SubjectContains thrown']);
  await reader.command('b', 'SELECT INBOX');
  assert.match((await reader.command('e', 'SEARCH SUBJECT "thrown away"')).join('\n'), /\* SEARCH \d+/);
  assert.match((await reader.command('c', 'SEARCH SUBJECT kept FLAGGED')).join('\n'), /\* SEARCH \d+/);
  assert.match((await reader.command('d', 'SEARCH SUBJECT later')).join('\n'), /^\* SEARCH\s*$/m);
  reader.close();
});

test('whoever saw what came after a backup hears that it is gone, and no UID is given twice', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-put-back-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const server = await startServerProcess(t);
  const client = await signIn(server);
  await client.command('e', 'ENABLE QRESYNC');
  await client.command('c', 'CREATE Work');
  await append(client, 'Work', '', 'Subject: kept\r\n\r\nbody\r\n');
  const copy = join(place, 'copy');
  assert.equal((await runRelais(['backup', '--data', server.dataDirectory, '--to', copy])).exitCode, 0);
  await append(client, 'Work', '', 'Subject: lost\r\n\r\nbody\r\n');
  await client.command('s', 'SELECT Work');
  await client.command('f', 'STORE 1 +FLAGS (\\Flagged)');
  const number = (lines: readonly string[], name: string): string =>
    new RegExp(`${name} (\\d+)`).exec(lines.join('\n'))?.[1] ?? '';
  const status = await client.command('t', 'STATUS Work (UIDVALIDITY UIDNEXT HIGHESTMODSEQ)');
  assert.equal(number(status, 'UIDNEXT'), '3');
  client.close();
  await server.kill('SIGTERM');

  const back = join(place, 'back');
  assert.equal((await runRelais(['restore', '--from', copy, '--data', back])).exitCode, 0);
  const early = await runRelais(['transfer', '--from', back, '--to', 'postgres://nobody@127.0.0.1:1/relais']);
  assert.match(early.stderr, /was put back from a backup and not served since/);
  const restored = await startServerProcess(t, { dataDirectory: back, portOffset: server.ports.imap - 143 });
  const reader = await signIn(restored);
  await reader.command('e', 'ENABLE QRESYNC');
  const [validity, modSeq] = [number(status, 'UIDVALIDITY'), number(status, 'HIGHESTMODSEQ')];
  const told = (await reader.command('b', `SELECT Work (QRESYNC (${validity} ${modSeq} 1:2))`)).join('\n');
  // The message that came after the backup is gone, and the flag that was set after it as well.
  assert.match(told, /^\* VANISHED \(EARLIER\) 2$/m);
  assert.match(told, /^\* 1 FETCH \(UID 1 FLAGS \(\\Recent\) MODSEQ \(\d+\)\)$/m);
  await append(reader, 'Work', '', 'Subject: new\r\n\r\nbody\r\n');
  assert.ok(Number(/UID (\d+)/.exec((await reader.command('g', 'FETCH 2 (UID)')).join('\n'))?.[1]) > 1_000_000);
  reader.close();
  // Only the first start settles it.
  assert.ok(!(await readdir(back)).includes('restored'));
  await restored.kill('SIGTERM');
  assert.equal((await runRelais(['verify', '--data', back])).exitCode, 0);
});

test('a backup of an older version is verified and exported from, and stays as that version made it', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-older-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const server = await startServerProcess(t);
  const client = await signIn(server);
  await append(client, 'INBOX', '', 'Subject: kept\r\n\r\nbody\r\n');
  client.close();
  const copy = join(place, 'copy');
  assert.equal((await runRelais(['backup', '--data', server.dataDirectory, '--to', copy])).exitCode, 0);
  await server.kill('SIGTERM');
  // An older version: one that has no audit logs yet.
  const system = new DatabaseSync(join(copy, 'system.db'));
  for (const { name } of system
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%audit'")
    .all())
    system.exec(`DROP TABLE ${String(name)}`);
  system.exec("UPDATE schema_versions SET version = 0 WHERE room = 'audit'");
  system.close();
  const before = await readFile(join(copy, 'system.db'));
  const verified = await runRelais(['verify', '--data', copy]);
  assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr);
  assert.match(verified.stdout, /verified [1-9]\d* mailboxes, 0 faults/);
  const out = join(place, 'out');
  const exported = await runRelais(['export', '--data', copy, '--mailbox', server.alice.address, '--to', out]);
  assert.equal(exported.exitCode, 0, exported.stderr);
  assert.match(exported.stdout, /exported [1-9]\d* messages/);
  assert.ok(before.equals(await readFile(join(copy, 'system.db'))));
});

test('a mailbox exported as Maildir comes back with folders, flags, dates and bytes', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-export-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const server = await startServerProcess(t);
  const client = await signIn(server);
  await client.command('n', 'CREATE "Projects/A.B: cur?"');
  await append(client, '"Projects/A.B: cur?"', '\\Answered', 'Subject: deep\r\n\r\n.dot\r\nlast line without end');
  client.close();
  const refused = await runRelais([
    'export',
    '--data',
    server.dataDirectory,
    '--mailbox',
    'alice',
    '--to',
    join(place, 'x'),
  ]);
  assert.equal(refused.exitCode, 1, 'a running server keeps its files');
  await server.kill('SIGTERM');

  const maildir = join(place, 'alice');
  const out = await runRelais(['export', '--data', server.dataDirectory, '--mailbox', 'alice', '--to', maildir]);
  assert.equal(out.exitCode, 0, out.stderr);
  assert.ok((await readdir(maildir)).includes('INBOX'));
  const into = await runRelais(['import', '--data', server.dataDirectory, '--mailbox', 'bob', '--from', maildir]);
  assert.equal(into.exitCode, 0, into.stderr);
  assert.equal((await runRelais(['verify', '--data', server.dataDirectory])).exitCode, 0);

  const restarted = await startServerProcess(t, {
    dataDirectory: server.dataDirectory,
    portOffset: server.ports.imap - 143,
  });
  const reader = await LineClient.connect(restarted.ports.imaps, { tls: true });
  await reader.line();
  await reader.command('a', `LOGIN ${server.bob.address} ${server.bob.password}`);
  assert.match((await reader.command('b', 'SELECT "Projects/A.B: cur?"')).at(-1) ?? '', /^b OK/);
  const fetched = (await reader.command('c', 'FETCH 1 (FLAGS INTERNALDATE BODY[])')).join('\n');
  assert.match(fetched, /\\Answered/);
  assert.match(fetched, /"01-Feb-2026 10:00:00 \+0000/);
  assert.match(fetched, /\n\.dot\nlast line without end/);
  reader.close();
});
