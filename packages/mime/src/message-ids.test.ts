import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestMessageId, referableId } from './message-ids.ts';

test('another message names the first identifier that fits a line, and none that would have to be cut', () => {
  const longest = 'x'.repeat(longestMessageId);
  for (const [value, expected] of [
    ['<a@b.test>', 'a@b.test'],
    [' (c) <a@b.test> <c@d.test>', 'a@b.test'],
    ['<a@b\r\n .test>', null],
    ['a@b.test', null],
    ['<é@b.test>', null],
    [`<${longest}>`, longest],
    [`<${longest}x>`, null],
    ['', null],
  ] as const)
    assert.equal(referableId(value), expected, value.slice(0, 20));
});
