import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HttpCmdletHost, nodeFileAccess, Shell } from '@relais/shell';
import {
  readTranscript,
  shown,
  type TranscriptSection,
  writeTranscript,
} from '../../packages/shell/test/fixture/transcript.ts';
import { startServer } from '../support/server.ts';
import { WhatIfFirst } from './what-if-first.fixture.ts';

// Command lines of administrators' scripts against a whole server with a real organisation: what the console shows after
// each, and that -WhatIf changes nothing before it. `CORPUS_WRITE=1` writes what it shows now into the files, to be read before it is committed.
process.env.TZ = 'UTC';
const folder = new URL('corpus/', import.meta.url);
const writes = process.env.CORPUS_WRITE === '1';

/** What differs from run to run is shown as a word; ports are shown without the offset of the test. */
function steady(text: string, offset: number, scratch: string): string {
  return text
    .replaceAll(scratch, '<folder>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<guid>')
    .replaceAll(/\b[0-9A-F]{40}\b/g, (thumbprint) => (/^0+$/.test(thumbprint) ? thumbprint : '<thumbprint>'))
    .replaceAll(/\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M/g, '<date>')
    .replaceAll(/(?<=:)\d{4,5}\b/g, (port) => (Number(port) > offset ? String(Number(port) - offset) : port))
    .replaceAll(/[ \t]+$/gm, '');
}

let count = 0;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .toSorted()) {
  const url = new URL(file, folder);
  const text = readFileSync(url, 'utf8');
  const sections = readTranscript(text);
  count += sections.flat().length;
  test(`cmdlet corpus: ${file}`, async (t) => {
    const played: TranscriptSection[] = [];
    for (const section of sections) {
      const server = await startServer(t);
      const scratch = await mkdtemp(join(tmpdir(), 'relais-corpus-'));
      t.after(() => rm(scratch, { recursive: true, force: true }));
      let stdout = '';
      let stderr = '';
      const plain = new HttpCmdletHost({ socketPath: server.running.socketPath });
      // What is refused is written down also when it was only looked at: where the log is counted, nothing is asked twice.
      const countsLog = section.some(({ script }) => script.includes('AdminAuditLog'));
      const host = new WhatIfFirst(plain, countsLog ? null : server.dataDirectory);
      const shell = new Shell({
        host,
        files: nodeFileAccess(scratch),
        language: file.startsWith('french') ? 'fr' : 'en',
        stdout: (chunk) => void (stdout += chunk),
        stderr: (chunk) => void (stderr += chunk),
        ask: async () => null,
      });
      const results: string[] = [];
      for (const { line, script, expected } of section) {
        stdout = '';
        stderr = '';
        const { portOffset } = server.running.facts;
        // Of the range that this server has for itself: another port may be somebody else's.
        const code = await shell.run(
          script.replaceAll(/(?<=-Bindings 127\.0\.0\.1:)\d+/g, (port) => `${Number(port) + portOffset}`),
        );
        const result = steady(shown(stdout, stderr, code), portOffset, scratch);
        results.push(result);
        if (!writes) assert.equal(result, expected, `${file}:${line}: ${script}`);
      }
      host.close();
      played.push(section.map((one, index) => ({ ...one, expected: results[index] ?? '' })));
      await server.stop();
    }
    if (writes) writeFileSync(url, writeTranscript(text.slice(0, text.indexOf('PS> ')), played));
  });
}

test('the cmdlet corpus holds at least 300 command lines', () => assert.ok(count >= 300, `it holds ${count}`));
