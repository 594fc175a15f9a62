import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startPop3Server } from './pop3-server.ts';
import { playTranscript } from './transcript.ts';

/** What stands in ann's Inbox before every transcript. */
const mail = [
  'From: a@example.test\nSubject: one\n\nHello\n.\n',
  'From: b@example.test\nSubject: two\n\nfirst\nsecond\n.third\n',
  'X: y\n\nno break',
];

const folder = new URL('./', import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  test(`POP3 transcript ${file}`, async (t) => {
    const server = await startPop3Server();
    t.after(() => server.stop());
    await server.deliver(...mail);
    await playTranscript(readFileSync(new URL(file, folder), 'utf8'), server);
  });
}
