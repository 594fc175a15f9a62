import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitOf } from './commit-of.ts';

test('the commit of a clone is read from its files, whatever git has made of them', (t) => {
  const place = mkdtempSync(join(tmpdir(), 'relais-commit-'));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], {
      cwd: place,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  assert.equal(commitOf(place), null, 'no clone');
  git('init', '--quiet');
  assert.equal(commitOf(place), null, 'no commit');
  git('commit', '--quiet', '--allow-empty', '--message', 'first');
  const first = git('rev-parse', 'HEAD');
  assert.equal(commitOf(place), first, 'a branch in a file of its own');
  git('pack-refs', '--all');
  assert.equal(commitOf(place), first, 'a packed branch');
  git('commit', '--quiet', '--allow-empty', '--message', 'second');
  const second = git('rev-parse', 'HEAD');
  assert.notEqual(first, second);
  assert.equal(commitOf(place), second, 'a branch that has moved since it was packed');
  git('worktree', 'add', '--quiet', 'beside', '-b', 'other', first);
  assert.equal(commitOf(join(place, 'beside')), first, 'a worktree');
  git('checkout', '--quiet', '--detach', first);
  assert.equal(commitOf(place), first, 'no branch');
});
