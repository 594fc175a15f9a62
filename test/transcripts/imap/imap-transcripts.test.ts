import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTranscript, transcriptName } from '../../support/transcripts.ts';
import { type ImapServer, startImapServer } from './imap-server.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));

let server: ImapServer;
before(async () => {
  server = await startImapServer();
});
after(async () => {
  await server.stop();
});

for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  test(`${file}: ${transcriptName(folder + file)}`, async () => {
    const { surroundings } = await server.user(file.replace('.txt', ''));
    await runTranscript(folder + file, surroundings);
  });
}
