import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const program = new URL('test-units.mjs', import.meta.url).href;
interface Program {
  unitsOf(files: readonly string[]): Units;
}
interface Units {
  readonly inOrder: readonly (readonly string[])[];
  readonly besides: readonly (readonly string[])[];
}
const { unitsOf }: Program = await import(program);
const cwd = new URL('..', import.meta.url).pathname;
const files = ['packages', 'server', 'test', 'tools'].flatMap((place) => globSync(`${place}/**/*.test.ts`, { cwd }));

test('every test file runs once; what ends browsers or starts the server as a program has a process of its own', () => {
  const { inOrder, besides } = unitsOf(files);
  const units = [...inOrder, ...besides];
  assert.deepEqual(units.flat().toSorted(), files.toSorted());
  for (const unit of units) {
    assert.ok(unit.length > 0);
    const [room] = new Set(unit.map((file) => file.split('/')[0]));
    if (unit.length === 1 || room === 'packages') continue;
    assert.ok(
      unit.every((file) => file.startsWith(`${room}/`)),
      unit.join(' '),
    );
    assert.ok(unit.length <= (room === 'server' ? 32 : 16), unit.join(' '));
  }
  const alone = new Set(units.filter((unit) => unit.length === 1).flat());
  const isBrowser = (file: string): boolean => file.startsWith('test/browser/');
  for (const unit of units.filter((one) => one.some(isBrowser)))
    assert.ok(unit.every(isBrowser) && unit.length <= 10, unit.join(' '));
  for (const file of [
    'test/browser/standing-steps.test.ts',
    'test/faults/sigkill.test.ts',
    'test/hostile/smtp-memory.test.ts',
    'test/cmdlets/corpus.test.ts',
  ])
    assert.ok(alone.has(file), file);
});

test('what is known as longest, or to wait mostly, is there and begins first', () => {
  const { inOrder, besides } = unitsOf(files);
  const [first] = inOrder;
  assert.deepEqual(first, ['test/faults/sigkill.test.ts']);
  assert.deepEqual(
    besides.map((unit) => unit.length),
    [4],
  );
  const named = [...readFileSync(new URL(program), 'utf8').matchAll(/'(test\/[^']+\.test\.ts)'/g)].map(
    ([, file = '']) => file,
  );
  assert.ok(named.length > 2);
  for (const file of named) assert.ok(files.includes(file), file);
});

test('a file with hooks of its own shares a process as others do; one that measures memory does not', () => {
  const alone = unitsOf(files).inOrder.filter((unit) => unit.length === 1);
  assert.ok(!alone.flat().includes('server/src/storage/postgres/lost-connection.test.ts'));
  assert.ok(!alone.flat().includes('test/mail-flow/transport-rules.test.ts'));
  assert.ok(!alone.flat().includes('test/services/metrics.test.ts'));
  assert.ok(alone.flat().includes('test/hostile/imap-size.test.ts'));
});

test('every module that has a hook of its own is read before the files of a process', async () => {
  const modules = ['packages', 'server', 'test']
    .flatMap((place) => globSync(`${place}/**/*.ts`, { cwd }))
    .filter((file) => !file.endsWith('.test.ts') && !file.includes('node_modules'))
    .filter((file) => /^(?:before|after|beforeEach|afterEach)\(/m.test(readFileSync(`${cwd}${file}`, 'utf8')));
  const reader = readFileSync(new URL('files-of-process.mjs', import.meta.url), 'utf8');
  assert.ok(modules.length > 0);
  for (const file of modules) assert.ok(reader.includes(`'${file}'`), file);
});
