import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runRelais } from '../support/server-process.ts';

const root = new URL('../../', import.meta.url);

test('a stack names the file and the line of the source, though a bundle runs', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-stacks-'));
  t.after(async () => await rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'a-file');
  await writeFile(data, '');
  const { stderr } = await runRelais(['serve', '--data', data], { RELAIS_DEBUG: '1' });
  const [, path = '', line] = /at makeDataDirectory \((\S+):(\d+):\d+\)/.exec(stderr) ?? [];
  assert.equal(path, new URL('server/src/main/make-data-directory.ts', root).pathname, stderr);
  const source = (await readFile(path, 'utf8')).split('\n');
  assert.match(source[Number(line) - 1] ?? '', /throw new Error\(`\$\{path\} is a file/);
  assert.doesNotMatch(stderr, /server\/dist/);
});
