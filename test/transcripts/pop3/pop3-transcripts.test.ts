import { readdirSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { runTranscript, transcriptName } from '../../support/transcripts.ts';
import { type Pop3ServerOptions, startPop3Server } from './pop3-server.ts';

/** What stands in ann's Inbox before every transcript. */
const mail = [
  'From: a@example.test\nSubject: one\n\nHello\n.\n',
  'From: b@example.test\nSubject: two\n\nfirst\nsecond\n.third\n',
  'X: y\n\nno break',
];

/** The fourth message of utf8.txt. */
const wide = [
  'From: René <rené@example.test>',
  'To: Ann <ann@example.test>',
  'Subject: Grüße',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'Grüße',
  '--b',
  'Content-Type: text/plain; name="ü.txt"',
  '',
  'part',
  '--b--',
  '',
].join('\n');

const folder = fileURLToPath(new URL('./', import.meta.url));

async function play(t: TestContext, file: string, options: Pop3ServerOptions): Promise<void> {
  const server = await startPop3Server({}, options);
  t.after(() => server.stop());
  await server.deliver(...mail, ...(file === 'utf8.txt' ? [wide] : []));
  await runTranscript(folder + file, server.surroundings);
}

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  const name = `${file}: ${transcriptName(folder + file)}`;
  test(`embedded, ${name}`, (t) => play(t, file, {}));
  test(`PostgreSQL, ${name}`, async (t) => play(t, file, { databaseUrl: await postgres.newDatabase() }));
}
