import { before, describe } from 'node:test';
import { endingOfThisFile } from '../../support/ending-of-file.ts';
import { startPostgres } from '../../support/postgres.ts';
import { type ImapServer, startImapServer } from './imap-server.ts';

export type EngineName = 'the embedded store' | 'PostgreSQL';

/** The same tests against an IMAP server on each engine; the server is there when a test asks for it. */
export function describeOnBothEngines(
  what: string,
  tests: (server: () => ImapServer, engine: EngineName) => void,
): void {
  for (const engine of ['the embedded store', 'PostgreSQL'] as const)
    describe(`${what} on ${engine}`, () => {
      const ending = endingOfThisFile();
      let server: ImapServer;
      before(async () => {
        if (engine === 'PostgreSQL') {
          const postgres = await startPostgres();
          ending.after(() => postgres.stop());
          server = await startImapServer({}, await postgres.newDatabase());
        } else server = await startImapServer();
        ending.after(() => server.stop());
      });
      tests(() => server, engine);
    });
}
