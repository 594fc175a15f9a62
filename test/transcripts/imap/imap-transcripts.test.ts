import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { runTranscript, transcriptName } from '../../support/transcripts.ts';
import { type ImapServer, startImapServer } from './imap-server.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

function playAll(server: () => ImapServer): void {
  for (const file of files) {
    test(`${file}: ${transcriptName(folder + file)}`, async () => {
      const { surroundings } = await server().user(file.replace('.txt', ''));
      await runTranscript(folder + file, surroundings);
    });
  }
}

describe('IMAP transcripts on the embedded store', () => {
  let server: ImapServer;
  before(async () => {
    server = await startImapServer();
  });
  after(() => server.stop());
  playAll(() => server);
});

describe('IMAP transcripts on PostgreSQL', () => {
  let postgres: TestPostgres;
  let server: ImapServer;
  before(async () => {
    postgres = await startPostgres();
    server = await startImapServer({}, await postgres.newDatabase());
  });
  after(async () => {
    await server.stop();
    await postgres.stop();
  });
  playAll(() => server);
});
