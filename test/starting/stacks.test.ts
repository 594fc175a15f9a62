import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runRelais } from '../support/server-process.ts';

const root = new URL('../../', import.meta.url);

test('a stack names the file and the line of the source, though a bundle runs', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-stacks-'));
  t.after(async () => await rm(folder, { recursive: true, force: true }));
  const { stderr } = await runRelais(['serve', '--data', folder, '--database', 'sqlite:x'], { RELAIS_DEBUG: '1' });
  const [, path = '', line] = /at openEngine \((\S+):(\d+):\d+\)/.exec(stderr) ?? [];
  assert.equal(path, new URL('server/src/main/open-engine.ts', root).pathname, stderr);
  const source = (await readFile(path, 'utf8')).split('\n');
  assert.match(source[Number(line) - 1] ?? '', /throw new Error\(`--database takes a URL/);
  assert.doesNotMatch(stderr, /server\/dist/);
});
