import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortInTurns } from './sort-in-turns.ts';

for (const count of [0, 1, 2_048, 2_049, 30_001]) {
  test(`${count} values come in order, equal ones as they stood, and others get their turns`, async () => {
    const keys = Array.from({ length: count }, (_, index) => (index * 7_919) % 1_009);
    const values = keys.map((_, index) => index);
    let rests = 0;
    const rest = async (): Promise<void> => void rests++;
    const sorted = await sortInTurns(values, (a, b) => (keys[a] as number) - (keys[b] as number), rest);
    assert.deepEqual(
      sorted,
      values.toSorted((a, b) => (keys[a] as number) - (keys[b] as number) || a - b),
    );
    assert.ok(rests >= count / 2_048);
  });
}
