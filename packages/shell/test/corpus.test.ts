import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Shell } from '../src/index.ts';
import { MemoryFiles } from './fixture/memory-files.ts';
import { MemoryHost } from './fixture/memory-host.ts';
import { readTranscript, shown, type TranscriptSection, writeTranscript } from './fixture/transcript.ts';

// Dates in the corpus are local; one zone for everybody who runs it.
process.env.TZ = 'UTC';

const folder = new URL('corpus/', import.meta.url);
/** `CORPUS_WRITE=1` writes what the shell says now into the files, to be read before it is committed. */
const writes = process.env.CORPUS_WRITE === '1';

async function play(section: TranscriptSection, language: 'en' | 'fr'): Promise<string[]> {
  let stdout = '';
  let stderr = '';
  let seed = 1;
  const answers = ['y', 'n', 'a'];
  const shell = new Shell({
    host: new MemoryHost(),
    files: new MemoryFiles(),
    language,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    ask: async (prompt) => {
      const answer = answers.shift() ?? null;
      stdout += `${prompt}${answer}\n`;
      return answer;
    },
    environment: { COMPUTERNAME: 'CAS01', USERNAME: 'administrator' },
    now: () => new Date(2026, 0, 31, 17, 5, 9),
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
  });
  const results: string[] = [];
  for (const { script } of section) {
    stdout = '';
    stderr = '';
    const code = await shell.run(script);
    results.push(shown(stdout, stderr, code));
  }
  return results;
}

let count = 0;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .toSorted()) {
  const url = new URL(file, folder);
  const text = readFileSync(url, 'utf8');
  const sections = readTranscript(text);
  count += sections.flat().length;
  test(`corpus: ${file}`, async () => {
    const language = file.startsWith('french') ? 'fr' : 'en';
    const played: TranscriptSection[] = [];
    for (const section of sections) {
      const results = await play(section, language);
      played.push(section.map((one, index) => ({ ...one, expected: results[index] ?? '' })));
      if (writes) continue;
      for (const [index, { line, script, expected }] of section.entries()) {
        assert.equal(results[index], expected, `${file}:${line}: ${script}`);
      }
    }
    if (writes) writeFileSync(url, writeTranscript(text.slice(0, text.indexOf('PS> ')), played));
  });
}

test('the corpus holds at least 300 command lines', () => assert.ok(count >= 300, `it holds ${count}`));
