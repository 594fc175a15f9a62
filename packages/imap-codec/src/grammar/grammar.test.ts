import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandScanner } from '../command-scanner.ts';
import { limitsAfterSignIn } from '../limits.ts';
import { BytesWriter } from '../response/bytes-writer.ts';
import { readDateTime, writeDateTime, type ZonedDateTime } from './date-time.ts';
import { listPatternMatcher } from './list-pattern.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { formatSequenceSet, readSequenceSet, resolveSequenceSet } from './sequence-set.ts';

const scan = (text: string) => new CommandScanner([text], [], { limits: limitsAfterSignIn(), utf8: false });

test('a sequence set with * is resolved, sorted and merged (RFC 3501 §6.4.8, §9)', () => {
  const resolve = (text: string, largest: number) => resolveSequenceSet(readSequenceSet(scan(text)), largest);
  assert.deepEqual(resolve('2,4:7,9,12:*', 15), [
    { from: 2, to: 2 },
    { from: 4, to: 7 },
    { from: 9, to: 9 },
    { from: 12, to: 15 },
  ]);
  assert.deepEqual(resolve('*:4,5:7', 10), [{ from: 4, to: 10 }]);
  assert.deepEqual(resolve('559:*', 3), [{ from: 3, to: 559 }]);
});

test('numbers are written as the shortest sequence set', () => {
  assert.equal(formatSequenceSet([1, 2, 3, 7, 9, 10]), '1:3,7,9:10');
  assert.equal(formatSequenceSet([]), '');
});

test('modified UTF-7 goes there and back for every text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) =>
      assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(name)), name),
    ),
  );
  assert.equal(encodeModifiedUtf7('Gelöschte & alte 😀'), 'Gel&APY-schte &- alte &2D3eAA-');
});

function written({ epochMs, zoneMinutes }: ZonedDateTime): string {
  const writer = new BytesWriter();
  writeDateTime(writer, epochMs, zoneMinutes);
  return writer.take().toString('latin1');
}

test('a date and time comes back as it was written', () => {
  for (const text of ['"17-Jul-1996 02:44:25 -0700"', '"29-Feb-2024 23:59:59 +0530"', '"01-Jan-1970 00:00:00 +0000"']) {
    assert.equal(written(readDateTime(scan(text))), text);
  }
  // Before 1970, over midnight in another zone, and the last moment of a day after the first of the next.
  for (const [epochMs, zoneMinutes, text] of [
    [-1_000, 0, '"31-Dec-1969 23:59:59 +0000"'],
    [0, 0, '"01-Jan-1970 00:00:00 +0000"'],
    [-1, 0, '"31-Dec-1969 23:59:59 +0000"'],
    [Date.UTC(2026, 1, 28, 23, 30), 60, '"01-Mar-2026 00:30:00 +0100"'],
    [Date.UTC(2026, 2, 1, 0, 30), -570, '"28-Feb-2026 15:00:00 -0930"'],
    [Date.UTC(2026, 2, 1, 23, 59, 59, 999), 0, '"01-Mar-2026 23:59:59 +0000"'],
  ] as const)
    assert.equal(written({ epochMs, zoneMinutes }), text);
  assert.equal(readDateTime(scan('" 7-Feb-1994 21:52:25 -0800"')).epochMs, Date.UTC(1994, 1, 8, 5, 52, 25));
  assert.throws(() => readDateTime(scan('"31-Apr-2024 00:00:00 +0000"')), /no day/);
});

test('list patterns: * crosses levels, % does not, INBOX has no case', () => {
  for (const [name, pattern, expected] of [
    ['a/b/c', '*', true],
    ['a/b/c', 'a/%', false],
    ['a/b', 'a/%', true],
    ['a', '%', true],
    ['INBOX', 'inbox', true],
    ['INBOX/x', 'inbox/*', true],
    ['INBOX/x', 'inbox*', true],
    // A folder that only begins like it is another one.
    ['INBOXES', 'inbox*', false],
    ['inboxes', 'inbox*', true],
    ['ab', 'a%b%', true],
    ['a/b', 'a*b', true],
    ['Répertoire😀', 'R*😀', true],
    ['b', 'a', false],
    ['%', '%', true],
    ['a/b/c', '%%', false],
    ['a/b/c', 'a%*%c', true],
    ['a/b', 'a%%b', false],
    ['', '*', true],
    ['', '%', true],
    ['é', '*😀', false],
    ['INBOX/b', 'iNbOx/%', true],
    ['x/INBOX', 'x/inbox', false],
  ] as const) {
    assert.equal(listPatternMatcher([pattern])(name), expected, `${name} ~ ${pattern}`);
  }
});

test('a pattern of many wildcards is no trap', () => {
  assert.equal(listPatternMatcher([`${'*a'.repeat(200)}b`])('a'.repeat(500)), false);
  assert.equal(listPatternMatcher([`${'*'.repeat(4000)}${'%*'.repeat(4000)}b`])('a'.repeat(500)), false);
  assert.equal(listPatternMatcher([`${'*%'.repeat(4000)}a`])('a'.repeat(500)), true);
});

test('a pattern matches what the regular expression of the same words matches', () => {
  const letters = ['a', 'b', '/', '*', '%'];
  const words = (length: number): string[] =>
    length === 0 ? [''] : words(length - 1).flatMap((word) => ['', ...letters].map((letter) => word + letter));
  const patterns = new Set(words(4));
  const names = [...new Set(words(4))].filter((name) => !/[*%]/.test(name));
  for (const pattern of patterns) {
    const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('%', '[^/]*')}$`);
    const matches = listPatternMatcher([pattern]);
    for (const name of names) assert.equal(matches(name), expected.test(name), `${name} ~ ${pattern}`);
  }
});

test('of several patterns a name matches one', () => {
  const matches = listPatternMatcher(['a', 'inbox/b', 'c/%', '*d', '*d', 'e*f%g', 'a']);
  for (const name of ['a', 'INBOX/b', 'c/x', 'x/d', 'd', 'e/fg', 'efg']) assert.equal(matches(name), true, name);
  for (const name of ['A', 'INBOX', 'INBOX/B', 'c/x/y', 'x/e', 'ef/g', '']) assert.equal(matches(name), false, name);
  assert.equal(listPatternMatcher([])('a'), false);
});
