import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSearch } from './line-search.ts';

test('the next byte up to CR is found wherever it, the search and the text stand in memory', () => {
  const memory = Buffer.alloc(64, 'x');
  for (const byte of [0, 9, 10, 13])
    for (let start = 0; start < 8; start += 1)
      for (let length = 0; length <= 24; length += 1)
        for (let place = 0; place < length; place += 1) {
          const text = memory.subarray(start, start + length);
          text[place] = byte;
          const search = new LineSearch(text);
          for (let from = 0; from <= length; from += 1)
            assert.equal(search.endsNotBefore(from), from <= place ? place : length);
          text.fill('x');
        }
});

test('every byte above CR is text', () => {
  const text = Buffer.from(Array.from({ length: 256 - 14 }, (_, at) => at + 14));
  assert.equal(new LineSearch(text).endsNotBefore(0), text.length);
});
