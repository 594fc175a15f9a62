import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CmdletError } from './cmdlet-error.ts';
import { parseFilter } from './opath-filter.ts';

test('a filter that is nested as deep as its length allows is refused in words, and a hundred levels are read', () => {
  for (const [open, close] of [
    ['(', ')'],
    ['!', ''],
    ['-not ', ''],
  ] as const) {
    const nested = (depth: number): string => `${open.repeat(depth)}Name -eq 'alice'${close.repeat(depth)}`;
    assert.ok(parseFilter(nested(100))({ Name: 'alice' }), nested(1));
    assert.throws(
      () => parseFilter(nested(4900)),
      (error) => error instanceof CmdletError && error.fields.id === 'InvalidFilter',
      nested(1),
    );
  }
});
