import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTranscript, transcriptName } from '../../support/transcripts.ts';
import { describeOnBothEngines } from './imap-on-both-engines.ts';
import type { ImapServer } from './imap-server.ts';

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

describeOnBothEngines('IMAP transcripts', playAll);
