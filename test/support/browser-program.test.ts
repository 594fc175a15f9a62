import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { findBrowser } from './browser-program.ts';

test('a headless shell is taken before a whole browser, in whichever folder it is; one that is named before both', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'relais-browsers-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const put = (name: string, mode: number): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
    chmodSync(path, mode);
    return path;
  };
  const PATH = ['first', 'second'].map((name) => join(folder, name)).join(delimiter);
  const whole = put('first/chromium', 0o755);
  put('first/chromium-headless-shell', 0o644);
  assert.equal(findBrowser({ PATH }), whole);
  const shell = put('second/chromium-headless-shell', 0o755);
  assert.equal(findBrowser({ PATH }), shell);
  assert.equal(findBrowser({ PATH, RELAIS_BROWSER: '' }), shell);
  assert.equal(findBrowser({ PATH, RELAIS_BROWSER: whole }), whole);
});
