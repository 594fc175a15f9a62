import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./let-heap-grow.fixture.ts', import.meta.url));

/** What V8 says of its reducer, which is to begin a millisecond after the first collection of everything. */
async function reducerOf(mode: 'grows' | 'as-it-is'): Promise<string> {
  const flags = ['--trace-memory-reducer', '--gc-memory-reducer-start-delay-ms=1'];
  return (await run(process.execPath, [...flags, program, mode])).stdout;
}

test("V8's reducer of memory does not begin in a server", async () => {
  assert.match(await reducerOf('as-it-is'), /Memory reducer/);
  assert.equal(await reducerOf('grows'), '');
});
