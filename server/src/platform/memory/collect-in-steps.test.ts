import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('collect-in-steps.fixture.ts', import.meta.url));
const mebibyte = 1024 * 1024;

test('pages that V8 keeps for young objects go back to the system', async () => {
  // Without V8's own collections to save memory, so that what is seen is this one's doing.
  const { stdout } = await run(process.execPath, ['--no-memory-reducer', program]);
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  assert.ok(before - after >= 16 * mebibyte, `${before} bytes before, ${after} after`);
});
