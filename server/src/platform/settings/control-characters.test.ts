import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controlCharacterIn, controlCharacterInLines } from './control-characters.ts';

test('what ends a line is named, in a line and in lines', () => {
  for (const [text, inLine, inLines] of [
    ['Été «à» la plage \u{1f3d6}\u00a0!', null, null],
    ['a\rb', 'CR', null],
    ['a\nb', 'LF', null],
    ['a\tb', 'TAB', null],
    ['a\0b', 'NUL', 'NUL'],
    ['a\u001bb', 'U+001B', 'U+001B'],
    ['a\u007fb', 'U+007F', 'U+007F'],
    ['a\u0085b', 'U+0085', 'U+0085'],
    ['a\u2028b', 'U+2028', null],
    ['a\u2029b', 'U+2029', null],
    ['a\r\n\0', 'CR', 'NUL'],
  ] as const) {
    assert.equal(controlCharacterIn(text), inLine, JSON.stringify(text));
    assert.equal(controlCharacterInLines(text), inLines, JSON.stringify(text));
  }
});
