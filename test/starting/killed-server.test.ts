import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePortOffset, releasePortOffset } from '../support/ports.ts';

const guard = new URL('../../tools/relais.mjs', import.meta.url).pathname;

test('a server that is killed is told of by its guard, with the exit code of the signal', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-killed-'));
  const offset = await freePortOffset();
  t.after(async () => {
    releasePortOffset(offset);
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const args = ['serve', '--data', dataDirectory, '--port-offset', String(offset), '--host', '127.0.0.1'];
  const child = spawn(process.execPath, [guard, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes('relais: ready')) break;
  }
  process.kill(Number(await readFile(join(dataDirectory, 'relais.pid'), 'utf8')), 'SIGKILL');
  assert.equal(await closed, 137);
  assert.match(errors, /ended by SIGKILL/);
});
