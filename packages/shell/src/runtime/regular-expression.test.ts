import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Shell } from '../index.ts';
import { MemoryHost } from '../../test/fixture/memory-host.ts';
import { OperationError } from './shell-error.ts';
import { guardedMatch, regularExpression } from './regular-expression.ts';

const matches = (pattern: string, subject: string): boolean =>
  guardedMatch(regularExpression(pattern, ''), subject, (expression, text) => expression.test(text));

// Each would take minutes and more: a match that nobody watches never ends this test.
const slow: readonly (readonly [pattern: string, subject: string])[] = [
  ['^(a+)+$', `${'a'.repeat(60)}b`],
  ['^((a)a?)*c', `${'a'.repeat(90)}b`],
  [`${'(a|a)'.repeat(30)}(a|c)b`, 'a'.repeat(60)],
  ['(?:(?:a)(?:a|a)?)*c', 'a'.repeat(90)],
  ['(a?){40}a{40}b', 'a'.repeat(60)],
  ['(?:a[)]?)*?b', 'a'.repeat(300_000)],
  [String.raw`(\w*)\1(\w*)\2c`, 'a'.repeat(3_000)],
  [String.raw`\s+$`, `${' '.repeat(400_000)}x`],
];

for (const [pattern, subject] of slow)
  test(`a match that would take minutes is stopped: ${pattern.slice(0, 30)}`, () => {
    assert.throws(
      () => matches(pattern, subject),
      (error) => error instanceof OperationError && error.facts.id === 'RegexMatchTimeout',
    );
  });

test('a pattern that would take minutes to be compiled is refused', () => {
  for (const part of ['a?', 'a??', '(a)?', '[ab]?', 'a{0,1}', String.raw`\d?`])
    assert.throws(
      () => matches(part.repeat(60), 'a'),
      (error) => error instanceof OperationError && error.facts.id === 'RegexTooComplex',
      part,
    );
  assert.equal(matches('a?b'.repeat(40), 'b'.repeat(40)), true);
});

test('the same goes for -replace with a script block', async () => {
  let said = '';
  const shell = new Shell({ host: new MemoryHost(), stdout: () => undefined, stderr: (text) => void (said += text) });
  assert.equal(await shell.run("(('a' * 60) + 'b') -replace '(a+)+$', { 'c' }"), 1);
  assert.match(said, /longer than a second/);
});

test('what is watched matches as what is not', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '(a)',
    '(a|b)',
    '[ab]',
    'a*',
    'b+',
    '(ab)?',
    '(a|b)*',
    'a{1,2}',
    '.',
    '^',
    '$',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }).map((letters) => letters.join('')),
      (pattern, subject) => {
        assert.equal(matches(pattern, subject), new RegExp(pattern).test(subject));
      },
    ),
  );
});

test('what runs within a watched match may match as well', () => {
  const within = guardedMatch(regularExpression('(a+)+', 'g'), 'aa', (expression, text) =>
    text.replace(expression, (found) => String(matches('(a|b)*c', found))),
  );
  assert.equal(within, 'false');
});
