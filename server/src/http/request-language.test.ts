import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferredLanguage } from './request-language.ts';

test('the language is the first of ours that the browser prefers (RFC 9110 §12.5.4)', () => {
  for (const [header, language] of [
    ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'fr'],
    ['de, en-GB;q=0.5, fr;q=0.9', 'fr'],
    ['EN', 'en'],
    ['fr;q=0, en;q=0.1', 'en'],
    ['de, es', null],
    ['', null],
    [undefined, null],
    [`${'x,'.repeat(100_000)}fr`, null],
  ] as const) {
    assert.equal(preferredLanguage(header), language, String(header).slice(0, 60));
  }
});
