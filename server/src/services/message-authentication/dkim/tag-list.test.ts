import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTagList } from './tag-list.ts';

const read = (text: string): unknown => {
  const tags = parseTagList(text);
  return tags === null ? null : Object.fromEntries(tags);
};

test('tags are read with the blanks around them, and a list that cannot be read is none (RFC 6376 §3.2)', () => {
  assert.deepEqual(read(' v=1;\r\n\ta = rsa-sha256 ; b=ab\r\n cd== ;c=; '), {
    v: '1',
    a: 'rsa-sha256',
    b: 'ab\r\n cd==',
    c: '',
  });
  for (const text of ['v=1; v=2', 'v', '=1', 'v=1;;a=b', '1v=1']) assert.equal(read(text), null, text);
});

// The header of one message from anybody held the server up for most of a minute.
test('a value of blanks with something behind them is read once', () => {
  assert.deepEqual(read(`b=x${' '.repeat(1_000_000)}x`), { b: `x${' '.repeat(1_000_000)}x` });
});
