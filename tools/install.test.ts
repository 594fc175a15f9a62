import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const lock = (version: string) => ({
  packages: { '': {}, 'node_modules/one': { version }, 'node_modules/other': { version: '1.0.0', optional: true } },
});

test('what npm ci has installed is not installed once more, and what is older than the lock file is', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'relais-install-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ['install.mjs', 'runtime.mjs'])
    cpSync(fileURLToPath(new URL(name, import.meta.url)), join(root, 'tools', name));
  // An npm that only says that it was called.
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules', '.bin', 'npm'), '#!/bin/sh\necho "npm $1"\n', { mode: 0o755 });
  const put = (path: string, value: unknown): void => writeFileSync(join(root, path), JSON.stringify(value));
  const installs = (): boolean => {
    const { stderr, status } = spawnSync(process.execPath, [join(root, 'tools', 'install.mjs')], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stderr.includes('npm ci');
  };
  const stamp = join('node_modules', '.relais-installed');
  put('package-lock.json', lock('1.0.0'));
  put(join('node_modules', '.package-lock.json'), { packages: { 'node_modules/one': { version: '1.0.0' } } });
  assert.equal(installs(), false, 'after npm ci');
  put('package-lock.json', lock('2.0.0'));
  assert.equal(installs(), true, 'after a git pull that changed the lock file');
  assert.equal(installs(), false, 'after we did');
  rmSync(join(root, stamp));
  assert.equal(installs(), true, 'after an npm ci of before');
});
