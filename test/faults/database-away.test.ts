import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startPostgres } from '../support/postgres.ts';
import { startServerProcess } from '../support/server-process.ts';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

test('while the database is away every door says so, the log tells it once, and all goes on when it is back', async (t) => {
  const postgres = await startPostgres();
  // Hooks run in the order in which they are added: the server goes before its database.
  let stopServer = async (): Promise<unknown> => undefined;
  t.after(() => stopServer());
  t.after(() => postgres.stop());
  const server = await startServerProcess(t, { args: ['--database', await postgres.newDatabase()] });
  stopServer = () => server.kill('SIGKILL');
  const { alice } = server;
  const get = (path: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: server.ports.https,
          path,
          rejectUnauthorized: false,
          agent: false,
          auth: `${alice.address}:${alice.password}`,
        },
        (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => void (body += chunk.toString()));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body }),
          );
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  const untilReady = async (isReady: boolean): Promise<Answer> => {
    for (;;) {
      const answer = await get('/readyz');
      if ((answer.status === 200) === isReady) return answer;
    }
  };
  await untilReady(true);
  const imap = await LineClient.connect(server.ports.imaps, { tls: true });
  await imap.line();
  assert.match((await imap.command('a', `LOGIN ${alice.address} ${alice.password}`)).at(-1) ?? '', /^a OK/);
  const append = async (tag: string): Promise<string> => {
    const text = `Subject: ${tag}\r\n\r\n`;
    imap.send(`${tag} APPEND Archive {${text.length}+}\r\n${text}\r\n`);
    return (await imap.until(new RegExp(`^${tag} `))).at(-1) ?? '';
  };
  assert.match(await append('b'), /^b OK/);

  await postgres.leave();
  for (let index = 0; index < 50; index += 1) assert.match(await append(`c${index}`), /^c\d+ NO \[UNAVAILABLE\] /);
  // RFC 5530 §3: nobody is told that his password is wrong, or that the server has a bug.
  const late = await LineClient.connect(server.ports.imaps, { tls: true });
  await late.line();
  assert.match(
    (await late.command('a', `LOGIN ${alice.address} ${alice.password}`)).at(-1) ?? '',
    /^a NO \[UNAVAILABLE\] /,
  );
  late.close();
  const smtp = await LineClient.connect(server.ports.smtp);
  await smtp.until(/^220 /);
  smtp.send('EHLO outside.test\r\n');
  await smtp.until(/^250 /);
  smtp.send(`MAIL FROM:<a@b.test>\r\nRCPT TO:<${alice.address}>\r\nDATA\r\n`);
  await smtp.until(/^354 /);
  smtp.send('Subject: meanwhile\r\n\r\nText.\r\n.\r\n');
  assert.match((await smtp.until(/^\d\d\d /)).at(-1) ?? '', /^451 4\./);
  for (let times = 0; times < 20; times += 1) {
    const jmap = await get('/.well-known/jmap');
    assert.equal(jmap.status, 503, jmap.body);
    assert.equal(jmap.retryAfter, '10');
    assert.match(jmap.body, /Try again later/);
  }
  const notReady = await untilReady(false);
  assert.equal(notReady.body, 'the database does not answer\n');

  await postgres.comeBack();
  await untilReady(true);
  assert.match(await append('d'), /^d OK/);
  assert.match((await imap.command('e', 'STATUS Archive (MESSAGES)')).join('\n'), /MESSAGES 2\b/);
  smtp.send(`MAIL FROM:<a@b.test>\r\nRCPT TO:<${alice.address}>\r\nDATA\r\n`);
  await smtp.until(/^354 /);
  smtp.send('Subject: afterwards\r\n\r\nText.\r\n.\r\n');
  assert.match((await smtp.until(/^\d\d\d /)).at(-1) ?? '', /^250 /);
  smtp.close();
  imap.close();

  const lines = (await readFile(join(server.dataDirectory, 'logs', 'relais.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string });
  const count = (event: string): number => lines.filter(({ msg }) => msg === event).length;
  for (const event of ['storage.away', 'storage.back', 'storage-refused', 'http request failed'])
    assert.equal(count(event), 1, `${event}: ${lines.map(({ msg }) => msg).join(', ')}`);
});
