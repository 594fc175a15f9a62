import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

const program = new URL('run-tests.mjs', import.meta.url).pathname;
const head = "import { existsSync, writeFileSync } from 'node:fs';\nimport { test } from 'node:test';\n";
const passes = `${head}test('passes', () => {});\n`;
const fails = `${head}test('fails', () => {\n  throw new Error('always');\n});\n`;
const failsFirst = `${head}const mark = new URL('was-here', import.meta.url);
test('fails first', () => {
  const isSecond = existsSync(mark);
  writeFileSync(mark, '');
  if (!isSecond) throw new Error('the first time');
});\n`;

/** What `npm test` ends with for these files. */
async function outcomeOf(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
) {
  const folder = await mkdtemp(join(tmpdir(), 'relais-run-tests-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, `${name}.test.ts`), content);
  for (const [name, content] of Object.entries(others)) await writeFile(join(folder, `${name}.ts`), content);
  // Not one of this run's own files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, [program, ...options, '.'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const told = said.split('\n').filter((line) => line.startsWith('relais: '));
  return { code, told: told.map((line) => line.replace(/\S+\//g, '')) };
}

test('a file that fails and then passes alone is told as flaky; one that fails twice fails', async (t) => {
  assert.deepEqual(await outcomeOf(t, { 'a-flaky': failsFirst, 'b-fine': passes }), {
    code: 0,
    told: [
      'relais: a-flaky.test.ts failed; once more, alone',
      'relais: flaky: a-flaky.test.ts failed first, passed alone',
    ],
  });
  assert.deepEqual(await outcomeOf(t, { broken: fails, 'b-fine': passes }), {
    code: 1,
    told: ['relais: broken.test.ts failed; once more, alone', 'relais: failed twice: broken.test.ts'],
  });
});

test('a test that stands in a file of its own is blamed on the file that runs it', async (t) => {
  const files = { 'a-runs-it': "import './contract.ts';\n", 'b-fine': passes };
  assert.deepEqual(await outcomeOf(t, files, { contract: failsFirst }), {
    code: 0,
    told: [
      'relais: a-runs-it.test.ts failed; once more, alone',
      'relais: flaky: a-runs-it.test.ts failed first, passed alone',
    ],
  });
});

test('a file that cannot be read fails, and many failures are not tried again', async (t) => {
  const unreadable = await outcomeOf(t, { unreadable: 'this is no program' });
  assert.equal(unreadable.code, 1);
  const many = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`broken-${n}`, fails]));
  const { code, told } = await outcomeOf(t, many);
  assert.equal(code, 1);
  assert.deepEqual(
    told,
    [1, 2, 3, 4, 5, 6].map((n) => `relais: failed: broken-${n}.test.ts`),
  );
});

test('what was skipped is named at the end, with the reason', async (t) => {
  const skips = `${head}test('speaks', { skip: 'swaks is not installed' }, () => {});\ntest.skip('later', () => {});\n`;
  assert.deepEqual(await outcomeOf(t, { 'a-skips': skips, 'b-fine': passes }), {
    code: 0,
    told: [
      'relais: skipped: a-skips.test.ts: speaks (swaks is not installed)',
      'relais: skipped: a-skips.test.ts: later',
    ],
  });
});

test('with --repeat each runs so often, and how often one failed is told instead of a second try', async (t) => {
  assert.deepEqual(await outcomeOf(t, { 'a-flaky': failsFirst, 'b-fine': passes }, {}, ['--repeat', '3']), {
    code: 1,
    told: ['relais: failed 1 of 3 times: a-flaky.test.ts'],
  });
  assert.deepEqual(await outcomeOf(t, { 'b-fine': passes }, {}, ['--repeat', '2']), { code: 0, told: [] });
});
