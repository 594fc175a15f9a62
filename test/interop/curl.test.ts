import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

const run = promisify(execFile);
let server: TestServer;
const ending = endingOfThisFile();
before(async () => {
  server = await startServer(ending);
});

const curl = async (...args: string[]): Promise<string> =>
  (await run('curl', ['-sS', '--insecure', '--max-time', '20', ...args])).stdout;

test('curl sends over smtps, then reads the same bytes over imaps and pop3s', async () => {
  const { alice } = server.users;
  const login = `${alice.address}:${alice.password}`;
  const file = join(server.dataDirectory, 'mail.eml');
  const body =
    'Subject: by curl\r\nFrom: <alice@example.test>\r\nTo: <alice@example.test>\r\n\r\nline one\r\n.a dot\r\n';
  await writeFile(file, body);
  await curl(
    `smtps://127.0.0.1:${server.ports.smtps}`,
    '--user',
    login,
    '--mail-from',
    alice.address,
    '--mail-rcpt',
    alice.address,
    '--upload-file',
    file,
  );

  const found = await curl(
    `imaps://127.0.0.1:${server.ports.imaps}/INBOX`,
    '--user',
    login,
    '--request',
    'UID SEARCH SUBJECT "by curl"',
  );
  const uid = /\* SEARCH (\d+)/.exec(found)?.[1];
  assert.ok(uid, found);
  const overImap = await curl(`imaps://127.0.0.1:${server.ports.imaps}/INBOX;UID=${uid}`, '--user', login);
  assert.ok(overImap.endsWith('\r\n\r\nline one\r\n.a dot\r\n'), overImap);
  assert.match(overImap, /^Return-Path: <alice@example\.test>\r\n/);

  const list = await curl(`pop3s://127.0.0.1:${server.ports.pop3s}/`, '--user', login);
  const last = list.trim().split(/\r?\n/).length;
  const overPop = await curl(`pop3s://127.0.0.1:${server.ports.pop3s}/${last}`, '--user', login);
  assert.equal(overPop, overImap);
});

test('curl refuses nothing when STARTTLS is asked for on the plain ports', async () => {
  const { alice } = server.users;
  const login = `${alice.address}:${alice.password}`;
  assert.match(await curl('--ssl-reqd', `imap://127.0.0.1:${server.ports.imap}/`, '--user', login), /\* LIST .* INBOX/);
  assert.match(await curl('--ssl-reqd', `pop3://127.0.0.1:${server.ports.pop3}/`, '--user', login), /^1 \d+/);
});
