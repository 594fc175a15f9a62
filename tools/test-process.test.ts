import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';

interface Outcome {
  readonly failed: readonly { readonly name: string; readonly suspects: readonly string[] }[];
}

const program = new URL('test-process.mjs', import.meta.url).href;
const { runFiles }: { runFiles(group: readonly string[], options: object): Promise<Outcome> } = await import(program);
const root = new URL('..', import.meta.url).pathname;
const head = "import { test } from 'node:test';\n";

/** The names of the files that are suspected after all of them ran in one process, each with its text. */
async function suspected(t: TestContext, files: Readonly<Record<string, string>>): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-test-process-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const names = Object.keys(files).filter((name) => name.endsWith('.test.ts'));
  const { NODE_TEST_CONTEXT: context } = process.env;
  // It is no file of this run.
  delete process.env.NODE_TEST_CONTEXT;
  const running = runFiles(
    names.map((name) => relative(root, join(folder, name))),
    { isFollowed: false },
  );
  if (context !== undefined) process.env.NODE_TEST_CONTEXT = context;
  const { failed } = await running;
  return failed.map(({ suspects }) => suspects.map((file) => file.replace(/.*\//, '')));
}

const passes = `${head}test('passes', () => {});\n`;
const failsIn = (what: string): string => `${head}test('fails', () => {\n  ${what}\n});\n`;

test('of files that share a process only the one that fails is suspected', async (t) => {
  const files = { 'a.test.ts': passes, 'b.test.ts': failsIn("throw new Error('always');"), 'c.test.ts': passes };
  assert.deepEqual(await suspected(t, files), [['b.test.ts']]);
  assert.deepEqual(await suspected(t, { 'a.test.ts': passes, 'b.test.ts': passes }), []);
});

test('a failed test that stands in a file that they import is of the one that runs it', async (t) => {
  const files = {
    'a.test.ts': passes,
    'b.test.ts': "import './body.ts';\n",
    'body.ts': failsIn("throw new Error('always');"),
  };
  assert.deepEqual(await suspected(t, files), [['b.test.ts']]);
});

test('a hook outside tests is of its file: it runs before and after the tests of that one, and fails no other', async (t) => {
  const hooked = (name: string): string => `import { after, before, test } from 'node:test';
globalThis.now ??= 'nobody';
const expect = (whose) => {
  if (globalThis.now !== whose) throw new Error(globalThis.now);
};
before(() => {
  expect('nobody');
  globalThis.now = '${name}';
});
after(() => {
  expect('${name}');
  globalThis.now = 'nobody';
});
test('one', () => expect('${name}'));
test('another', async () => expect('${name}'));
`;
  const waits = `await new Promise((resolve) => setTimeout(resolve, 20));\n${hooked('b')}`;
  const files = { 'a.test.ts': hooked('a'), 'b.test.ts': waits, 'c.test.ts': hooked('c') };
  assert.deepEqual(await suspected(t, files), []);
  const fails = "import { before, test } from 'node:test';\nbefore(() => {\n  throw new Error('always');\n});\n";
  assert.deepEqual(await suspected(t, { ...files, 'b.test.ts': `${fails}test('never', () => {});\n` }), [
    ['b.test.ts'],
  ]);
});

test('all of them are, where the process ends before the last one has run, even with status 0', async (t) => {
  for (const status of [0, 1]) {
    const files = { 'a.test.ts': passes, 'b.test.ts': failsIn(`process.exit(${status});`), 'c.test.ts': passes };
    assert.deepEqual(await suspected(t, files), [['a.test.ts', 'b.test.ts', 'c.test.ts']]);
  }
});

test('one that cannot be read is suspected itself', async (t) => {
  assert.deepEqual(await suspected(t, { 'a.test.ts': passes, 'b.test.ts': 'this is no program' }), [['b.test.ts']]);
});
