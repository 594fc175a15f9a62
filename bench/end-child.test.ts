import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { endChild } from './end-child.ts';

function waiting(): ChildProcess {
  return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
}

test('a program that runs is ended', async () => {
  const child = waiting();
  await once(child, 'spawn');
  await endChild(child);
  assert.equal(child.signalCode, 'SIGTERM');
});

test('one that a signal has ended already is not waited for', async () => {
  const child = waiting();
  await once(child, 'spawn');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await endChild(child);
  assert.equal(child.signalCode, 'SIGKILL');
});

test('nor one that has ended by itself', async () => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(child, 'exit');
  await endChild(child);
  assert.equal(child.exitCode, 0);
});
