import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { markingFlags } from './mark-later.ts';

test('the engine knows the flags by which it marks later', () => {
  const { status, stderr } = spawnSync(process.execPath, [...markingFlags, '-e', '0'], { encoding: 'utf8' });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
});
