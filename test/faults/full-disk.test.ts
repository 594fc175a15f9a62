import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startPostgres } from '../support/postgres.ts';
import { runRelais, startServerProcess } from '../support/server-process.ts';

/** A file system of `megabytes` of its own; null where this user may not mount one. */
function smallFileSystem(t: TestContext, megabytes: number): string | null {
  const path = mkdtempSync(join(tmpdir(), 'relais-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'relais-test', path], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  t.after(() => {
    // Lazily: the server on it is ended by a hook that was added later and so runs later.
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true });
  });
  return path;
}

async function readyz(port: number): Promise<string> {
  const [response] = (await once(get({ port, path: '/readyz', rejectUnauthorized: false }), 'response')) as [
    IncomingMessage,
  ];
  assert.equal(response.statusCode, 200);
  return await text(response);
}

/** A message of so many random bytes, in base64, into the INBOX of Alice. */
async function appendLarge(
  { ports, alice }: Pick<Awaited<ReturnType<typeof startServerProcess>>, 'ports' | 'alice'>,
  bytes: number,
): Promise<void> {
  const client = await LineClient.connect(ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${alice.address} ${alice.password}`);
  const text = `Subject: large\r\n\r\n${randomBytes(bytes).toString('base64')}\r\n`;
  client.send(`b APPEND INBOX {${text.length}+}\r\n${text}\r\n`);
  assert.match((await client.until(/^b /)).at(-1) ?? '', /^b OK/);
  client.close();
}

test('a backup that does not fit says where and leaves nothing, and fits at the same place when there is room', async (t) => {
  const place = smallFileSystem(t, 1);
  if (place === null) return t.skip('a small file system needs the right to mount (root)');
  const server = await startServerProcess(t);
  await appendLarge(server, 900_000);
  const target = join(place, 'copy');
  const said = await runRelais(['backup', '--data', server.dataDirectory, '--to', target]);
  assert.equal(said.exitCode, 1);
  assert.ok(said.stderr.includes(`No space is left for ${target}`), said.stderr);
  assert.deepEqual(readdirSync(place), []);
  execFileSync('mount', ['-o', 'remount,size=64m', place]);
  const again = await runRelais(['backup', '--data', server.dataDirectory, '--to', target]);
  assert.equal(again.exitCode, 0, again.stderr);
  assert.equal((await runRelais(['verify', '--data', target])).exitCode, 0);
});

test('an export that does not fit leaves no part of a mailbox, and fits at the same place when there is room', async (t) => {
  const place = smallFileSystem(t, 1);
  if (place === null) return t.skip('a small file system needs the right to mount (root)');
  const server = await startServerProcess(t);
  await appendLarge(server, 900_000);
  assert.equal(await server.kill('SIGTERM'), 0);
  const target = join(place, 'out');
  const args = ['export', '--data', server.dataDirectory, '--mailbox', 'alice', '--to', target];
  const said = await runRelais(args);
  assert.equal(said.exitCode, 1);
  assert.ok(said.stderr.includes(`No space is left for ${target}`), said.stderr);
  assert.deepEqual(readdirSync(target), []);
  execFileSync('mount', ['-o', 'remount,size=64m', place]);
  const again = await runRelais(args);
  assert.equal(again.exitCode, 0, again.stderr);
});

test('a transfer that does not fit leaves no part of the data, and fits at the same place when there is room', async (t) => {
  const place = smallFileSystem(t, 6);
  if (place === null) return t.skip('a small file system needs the right to mount (root)');
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const database = await postgres.newDatabase();
  const server = await startServerProcess(t, { args: ['--database', database] });
  await appendLarge(server, 6_000_000);
  assert.equal(await server.kill('SIGTERM'), 0);
  const target = join(place, 'data');
  const args = ['transfer', '--from', database, '--to', target];
  const said = await runRelais(args);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /No space is left for .*What was to be transferred is as it was\. Nothing was left in /);
  assert.deepEqual(readdirSync(target), []);
  execFileSync('mount', ['-o', 'remount,size=64m', place]);
  const again = await runRelais(args);
  assert.equal(again.exitCode, 0, again.stderr);
  assert.equal((await runRelais(['verify', '--data', target])).exitCode, 0);
});

test('on a full disk every door says so, nothing acknowledged is lost, and work goes on when there is room', async (t) => {
  const place = smallFileSystem(t, 24);
  if (place === null) return t.skip('a small file system needs the right to mount (root)');
  const dataDirectory = join(place, 'data');
  const server = await startServerProcess(t, { dataDirectory });
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${server.alice.address} ${server.alice.password}`);
  const message = (index: number): string =>
    `Subject: number ${index}\r\n\r\n${Buffer.from(Array.from({ length: 90_000 }, () => Math.floor(Math.random() * 256))).toString('base64')}\r\n`;
  let acknowledged = 0;
  let refusal = '';
  for (let index = 0; index < 400 && refusal === ''; index += 1) {
    const text = message(index);
    client.send(`b${index} APPEND Archive {${text.length}+}\r\n${text}\r\n`);
    const reply = (await client.until(new RegExp(`^b${index} `))).at(-1) ?? '';
    if (reply.includes(' OK ')) acknowledged += 1;
    else refusal = reply;
  }
  assert.match(refusal, / NO .*(disk|space|storage|room)/i, 'the refusal says what is wrong');
  assert.ok(!refusal.includes(place), 'which file it was is the operator’s to know');
  assert.ok(acknowledged > 10, `only ${acknowledged} messages fitted`);
  // Reading goes on.
  assert.match((await client.command('c', 'SELECT Archive')).join('\n'), new RegExp(`\\* ${acknowledged} EXISTS`));
  const read = (await client.command('c2', 'FETCH 2 (FLAGS BODY[HEADER])')).join('\n');
  assert.match(read, /FLAGS \(.*Subject: number 1\n.*\nc2 OK/s, 'what cannot be marked as seen can be read');

  const sender = await LineClient.connect(server.ports.smtp);
  await sender.until(/^220 /);
  sender.send('EHLO outside.test\r\n');
  await sender.until(/^250 /);
  sender.send(`MAIL FROM:<a@b.test>\r\nRCPT TO:<${server.bob.address}>\r\nDATA\r\n`);
  const answers = await sender.until(/^(354|4\d\d|5\d\d) /);
  if (answers.at(-1)?.startsWith('354')) {
    sender.send(`${message(0).repeat(8)}\r\n.\r\n`);
    const answer = (await sender.until(/^\d\d\d /)).at(-1) ?? '';
    assert.match(answer, /^452 4\.3\.1 /, 'a full disk is a transient refusal: the sender keeps the message');
    assert.ok(!answer.includes(place), 'strangers are told of no file');
  } else assert.match(answers.at(-1) ?? '', /^4\d\d /);
  sender.close();

  // The operator is told, also where nobody looks at the log.
  const health = 'Get-ServerHealth -HealthSet MailboxSpace | % { "$($_.AlertValue) $($_.Reason)" }';
  const told = await runRelais(['shell', '--data', dataDirectory, '-Command', health]);
  assert.match(told.stdout, /^Unhealthy No space is left: new mail is refused/, told.stderr);
  assert.match(await readyz(server.ports.https), /^ready\nthe store has no space left: .*\n$/);

  execFileSync('mount', ['-o', 'remount,size=64m', place]);
  const again = message(1000);
  client.send(`d APPEND Archive {${again.length}+}\r\n${again}\r\n`);
  assert.match((await client.until(/^d /)).at(-1) ?? '', /^d OK/, 'with room again it works without a restart');
  client.close();

  assert.equal(await server.kill('SIGTERM'), 0);
  const verified = await runRelais(['verify', '--data', dataDirectory]);
  assert.equal(verified.exitCode, 0, verified.stdout);
  const restarted = await startServerProcess(t, { dataDirectory, portOffset: server.ports.imap - 143 });
  const reader = await LineClient.connect(restarted.ports.imaps, { tls: true });
  await reader.line();
  await reader.command('a', `LOGIN ${server.alice.address} ${server.alice.password}`);
  assert.match(
    (await reader.command('b', 'STATUS Archive (MESSAGES)')).join('\n'),
    new RegExp(`MESSAGES ${acknowledged + 1}\\b`),
  );
  reader.close();
  await restarted.kill('SIGTERM');
  await rm(dataDirectory, { recursive: true });
});

test('a first start on a disk without room is refused with what to do', async (t) => {
  const place = smallFileSystem(t, 1);
  if (place === null) return t.skip('a small file system needs the right to mount (root)');
  await writeFile(join(place, 'filler'), Buffer.alloc(1024 * 1024)).catch(() => {});
  const said = await runRelais([
    'serve',
    '--data',
    join(place, 'data'),
    '--port-offset',
    '12000',
    '--host',
    '127.0.0.1',
  ]);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /(full|space|room)/i);
});
