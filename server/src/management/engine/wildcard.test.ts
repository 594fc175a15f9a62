import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesWildcard } from './wildcard.ts';

test('* is any text, ? is one character, case does not count, and all else is itself', () => {
  for (const [pattern, text] of [
    ['*', ''],
    ['**', 'x'],
    ['a*', 'A'],
    ['*Durand', 'Bob durand'],
    ['*an*an*', 'banana'],
    ['b?b', 'Bob'],
    ['?', '😀'],
    ['*ab', 'aab'],
    ['a.c', 'a.c'],
    ['[a]$', '[a]$'],
    ['a*b?c', 'a*bbb\nc'],
    ['*ΓΙΏΡΓΟΣ*', 'ο γιώργος'],
  ] as const)
    assert.ok(matchesWildcard(pattern, text), `${pattern} holds for ${text}`);
  for (const [pattern, text] of [
    ['', 'x'],
    ['?', ''],
    ['a', 'ab'],
    ['*a', 'ab'],
    ['a.c', 'abc'],
    ['*an*an*an*', 'banana'],
    ['b?b', 'bb'],
  ] as const)
    assert.ok(!matchesWildcard(pattern, text), `${pattern} does not hold for ${text}`);
});

// A matcher that goes back over every star does not come to an end here in a lifetime.
test('no pattern is slow: what it costs grows with pattern times text', () => {
  const text = 'a'.repeat(10_000);
  assert.ok(!matchesWildcard(`${'*a'.repeat(200)}*b`, text));
});
