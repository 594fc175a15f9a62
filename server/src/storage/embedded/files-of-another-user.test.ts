import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DirectoryLock } from './directory-lock.ts';

test('files that belong to another user are refused with what to do', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'relais-owner-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  DirectoryLock.take(directory).release();
  const isRoot = process.getuid?.() === 0;
  const nobody = 65_534;
  if (isRoot) chownSync(directory, nobody, nobody);
  else chmodSync(join(directory, 'relais.lock'), 0o000);
  if (isRoot) process.seteuid?.(nobody);
  try {
    assert.throws(() => DirectoryLock.take(directory), /belong to another user.*chown -R/);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
