import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayIn } from './say.ts';

const texts = {
  close: 'Close',
  mail: { moved_one: 'Moved to {{folder}}', moved_other: '{{count, number}} messages moved to {{folder}}' },
};

test('a text is found by its key, and its gaps are filled once', () => {
  const say = sayIn(texts, 'en');
  assert.equal(say('close'), 'Close');
  assert.equal(say('mail.moved', { count: 1, folder: 'A {{count}} $& $1' }), 'Moved to A {{count}} $& $1');
  assert.equal(say('mail.moved', { count: 2, folder: 'Archive' }), '2 messages moved to Archive');
  assert.match(say('mail.moved', { count: 12_345, folder: '' }), /^12\D345 messages moved to $/);
});

test('one and many are told apart as the language does: none is one in French, and many in English', () => {
  for (const [language, none] of [
    ['en', '0 messages moved to A'],
    ['fr', 'Moved to A'],
  ] as const)
    assert.equal(sayIn(texts, language)('mail.moved', { count: 0, folder: 'A' }), none);
  // French has a third form from a million on, which no text needs.
  assert.match(sayIn(texts, 'fr')('mail.moved', { count: 1_000_000, folder: 'A' }), /messages moved to A$/);
});

test('a key that nobody has words for stands for itself', () => {
  assert.equal(sayIn(texts, 'en')('mail.sunk'), 'mail.sunk');
  assert.equal(sayIn(texts, 'en')('constructor'), 'constructor');
});
