import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listLines } from './list-lines.ts';

test('labels are padded to the longest, values continue below their beginning', () => {
  assert.deepEqual(
    listLines(
      [
        ['Name', 'alice'],
        ['DisplayName', 'abcdefghijklmnop'],
      ],
      24,
    ),
    ['Name        : alice', 'DisplayName : abcdefghij', '              klmnop'],
  );
});

test('wide characters count twice', () => {
  assert.deepEqual(
    listLines(
      [
        ['名前', 'x'],
        ['Alias', 'y'],
      ],
      80,
    ),
    ['名前  : x', 'Alias : y'],
  );
});

test('line ends within a value begin a line of their own', () => {
  assert.deepEqual(listLines([['Text', 'one\r\ntwo']], Infinity), ['Text : one', '       two']);
});
