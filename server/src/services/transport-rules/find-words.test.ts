import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasWords, wordsOf, wordsOfLong } from './find-words.ts';

test('a long text is folded as a short one, wherever it is cut', async () => {
  const piece = fc.constantFrom(
    '\r\n',
    '\n> ',
    ' ',
    '  ',
    '>',
    'é',
    'A',
    'word',
    '\t',
    'x'.repeat(70_000),
    'y\n'.repeat(20_000),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const text = pieces.join('');
      const isCutInLine = text.split('\n').some((line) => line.length > 30_000);
      const long = await wordsOfLong(text);
      // Within a line of tens of thousands a run of blanks is cut where it stands, and is one blank still.
      if (isCutInLine) assert.equal(long.replaceAll(/[\s>]+/g, ''), wordsOf(text).replaceAll(/[\s>]+/g, ''));
      else assert.equal(long, wordsOf(text));
    }),
    { numRuns: 200 },
  );
});

test('a word is whole between what is neither a letter nor a digit', () => {
  const has = (text: string, word: string): boolean => hasWords(wordsOf(text), [word]);
  assert.deepEqual(
    ['(word)', 'word', 'a word, and', 'ÉWORD', 'word2', 'wordß', '_word_', 'swords'].map((text) => has(text, 'Word')),
    [true, true, true, false, false, false, true, false],
  );
});
