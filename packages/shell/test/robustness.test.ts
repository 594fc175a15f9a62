import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { Shell } from '../src/index.ts';
import { MemoryFiles } from './fixture/memory-files.ts';
import { MemoryHost } from './fixture/memory-host.ts';
import { readTranscript } from './fixture/transcript.ts';

const corpus = new URL('corpus/', import.meta.url);
const scripts = readdirSync(corpus)
  .flatMap((file) => readTranscript(readFileSync(new URL(file, corpus), 'utf8')).flat())
  .map(({ script }) => script)
  .filter((script) => !/Start-Sleep|sleep/i.test(script));
const words = scripts.flatMap((script) => script.split(/(\s+|[|;(){}])/)).filter((word) => word !== '');

async function run(text: string): Promise<void> {
  const shell = new Shell({
    host: new MemoryHost(),
    files: new MemoryFiles(),
    stdout: () => undefined,
    stderr: (message) =>
      assert.ok(!/undefined|\[object Object\]|is not a function|Cannot read prop/.test(message), `${text}\n${message}`),
    limits: { steps: 3_000, milliseconds: 300 },
  });
  const code = await shell.run(text);
  assert.ok(Number.isInteger(code), text);
}

test('command lines put together from pieces of others end in output or an error of the shell, never in a crash', async () => {
  const texts = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 14 }).map((parts) => parts.join(' '));
  await fc.assert(
    fc.asyncProperty(
      texts.filter((text) => !/sleep|x" \* 1/i.test(text)),
      run,
    ),
    { numRuns: 1_500 },
  );
});

test('command lines with a piece exchanged end in output or an error of the shell, never in a crash', async () => {
  const edits = fc.tuple(fc.constantFrom(...scripts), fc.nat(), fc.nat(8), fc.constantFrom(...words));
  await fc.assert(
    fc.asyncProperty(edits, async ([script, at, length, piece]) => {
      const from = at % Math.max(1, script.length);
      const text = script.slice(0, from) + piece + script.slice(from + length);
      if (!/sleep/i.test(text)) await run(text);
    }),
    { numRuns: 1_500 },
  );
});
