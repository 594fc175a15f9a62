import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';

const program = new URL('test-units.mjs', import.meta.url).href;
const { unitsOf }: { unitsOf(files: readonly string[]): string[][] } = await import(program);
const cwd = new URL('..', import.meta.url).pathname;
const files = ['packages', 'server', 'test', 'tools'].flatMap((place) => globSync(`${place}/**/*.test.ts`, { cwd }));

test('every test file runs once, and whatever starts a whole server has a process of its own', () => {
  const units = unitsOf(files);
  assert.deepEqual(units.flat().toSorted(), files.toSorted());
  for (const unit of units) {
    assert.ok(unit.length > 0);
    if (unit.length > 1 && !unit[0]?.startsWith('packages/')) {
      assert.ok(unit.length <= 16, unit.join(' '));
      assert.ok(
        unit.every((file) => file.startsWith('server/')),
        unit.join(' '),
      );
    }
  }
});

test('a file with hooks of its own shares no process', () => {
  const alone = unitsOf(files).filter((unit) => unit.length === 1);
  assert.ok(alone.flat().includes('server/src/storage/postgres/lost-connection.test.ts'));
});
