import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseWholeNumber } from './numbers.ts';

test('whole numbers are read as people write them in both languages', () => {
  for (const [text, language, value] of [
    ['1800', 'en', 1800],
    ['1,800', 'en', 1800],
    ['1,8000', 'en', 18_000],
    ['1,80', 'en', 180],
    ['1\u202f800', 'fr', 1800],
    ['1 8000', 'fr', 18_000],
    ['1,800', 'fr', 1800],
    ['1.800', 'fr', 1800],
    ['1,5', 'fr', null],
    ['1.5', 'en', null],
    ['-30', 'en', null],
    ['1e3', 'en', null],
    ['', 'en', null],
    ['99999999999999999', 'en', null],
  ] as const) {
    assert.equal(parseWholeNumber(text, language), value, `${text} (${language})`);
  }
});
