import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { bundlesInUse } from './bundles-in-use.mjs';

test('a bundle from which a process runs is in use until that ends', {
  skip: process.platform !== 'linux',
}, async () => {
  const folder = `/nowhere/${process.pid}`;
  const child = spawn(
    process.execPath,
    ['-e', 'console.log("up"); process.stdin.resume()', `${folder}/b-1234/bin.js`, 'serve'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  assert.deepEqual([...bundlesInUse(folder)], ['b-1234']);
  assert.deepEqual([...bundlesInUse('/nowhere/else')], []);
  child.stdin.end();
  await once(child, 'exit');
  assert.deepEqual([...bundlesInUse(folder)], []);
});
