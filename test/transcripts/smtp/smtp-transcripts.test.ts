import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { runTranscript, transcriptName } from '../../support/transcripts.ts';
import { password, type SmtpServer, startSmtpServer } from './smtp-server.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const values = {
  plain: base64(`\0anna@example.test\0${password}`),
  wrong: base64('\0anna@example.test\0wrong'),
  user: base64('anna'),
  password: base64(password),
  long: 'A'.repeat(12_288),
};
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

test('embedded', (t) => playAll(t, null));
test('PostgreSQL', async (t) => playAll(t, await postgres.newDatabase()));

async function playAll(t: TestContext, databaseUrl: string | null): Promise<void> {
  const server = await startSmtpServer({
    change: { MaxProtocolErrors: 100 },
    mailboxes: ['anna', 'bob', 'carl', 'dora', 'erin', 'full'],
    databaseUrl,
  });
  const full = server.directory.findMailbox('full')?.guid ?? '';
  await server.directory.updateMailbox(full, { maxReceiveSizeBytes: 200 });
  t.after(() => server.stop());
  for (const file of files) await t.test(transcriptName(join(import.meta.dirname, file)), () => play(server, file));
  await t.test('what the transcripts sent is in the inboxes, with the fields that the server writes', () =>
    lookAtInboxes(server),
  );
}

async function play(server: SmtpServer, file: string): Promise<void> {
  const { Guid } = server.connector('world');
  await server.connectors.update(Guid, { MaxProtocolErrors: file === 'bad-input.txt' ? 5 : 100 });
  const { submission, lmtp, world } = server.ports;
  const port = file === 'submission.txt' ? submission : file.startsWith('lmtp') ? lmtp : world;
  await runTranscript(join(import.meta.dirname, file), { port, tlsPort: server.ports.tls, values });
}

async function lookAtInboxes(server: SmtpServer): Promise<void> {
  const texts = await server.inbox('anna');
  assert.equal(texts.length, 2);
  const [one, two] = ['Subject: one', 'Subject: chunks'].map((subject) => texts.find((text) => text.includes(subject)));
  assert.match(
    one ?? '',
    /^Return-Path: <sender@elsewhere\.test>\r\nReceived: from client\.example \(\[127\.0\.0\.1\]\)\r\n by cas01\.example\.test \(Relais\) with ESMTP id [0-9a-f-]+;\r\n \w{3}, \d+ \w{3} \d{4} [\d:]+ \+0000\r\nSubject: one\r\nMessage-ID: <one@elsewhere\.test>\r\n\r\n\.dot\r\n$/,
  );
  assert.match(
    two ?? '',
    /with ESMTP id [^;]+\r\n for <anna@example\.test>;\r\n [^\r]+\r\nSubject: chunks\r\nQUIT\r\n\r\n$/,
  );
  const [byLmtp] = await server.inbox('dora');
  assert.match(byLmtp ?? '', /with LMTP id [^;]+;\r\n [^\r]+\r\nSubject: by LMTP\r\n/);
  const binary = (await server.inbox('erin')).join('');
  assert.ok(
    binary.endsWith(
      'Content-Transfer-Encoding: 8bit\r\nSubject: binary\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n' +
        'Content-Transfer-Encoding: base64\r\n\r\nYQBiCmM=\r\n\r\n--b--\r\n',
    ),
    binary,
  );
  for (const alias of ['bob', 'carl']) {
    const texts = await server.inbox(alias);
    assert.equal(texts.length, 1);
    assert.match(
      texts[0] ?? '',
      /^Return-Path: <anna@example\.test>\r\nReceived: from laptop \(\[127\.0\.0\.1\]\)\r\n by cas01\.example\.test \(Relais\) with ESMTPSA id [^;]+\r\n \(TLSv1\.3 [A-Z0-9_]+\);\r\n [^\r]+\r\nDate: [^\r]+\r\nMessage-ID: <[^\r]+@cas01\.example\.test>\r\nFrom: Anna <anna@example\.test>\r\nSubject: two\r\n\r\nHello\r\n$/,
    );
  }
}
