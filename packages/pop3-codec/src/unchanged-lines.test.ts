import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasUnchangedLines } from './unchanged-lines.ts';

const pieces = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('\r\n', 'words of a line', 'a', '.', '\u008a\u000b\u0009\u0080\u00ff') },
    { weight: 1, arbitrary: fc.constantFrom('\n', '\r', '\r\n.') },
  ),
  { maxLength: 30 },
);

test('wherever in memory, it says the same as a look at each LF', () => {
  fc.assert(
    fc.property(pieces, fc.nat(3), fc.nat(3), (parts, before, behind) => {
      const text = parts.join('');
      // What stands around it in memory is none of its bytes.
      const memory = Buffer.from(`${'\n'.repeat(before)}${text}${'.'.repeat(behind)}`, 'latin1');
      const aligned = new Uint8Array(memory);
      const bytes = aligned.subarray(before, before + text.length);
      assert.equal(hasUnchangedLines(bytes), !/(?<!\r)\n|\n\./.test(text));
    }),
    { numRuns: 2_000 },
  );
});

for (const place of [0, 1, 15, 16, 17, 63, 99]) {
  test(`one LF at ${place} of a hundred bytes is found`, () => {
    const bytes = Buffer.from(`${'x'.repeat(place)}\n${'x'.repeat(99 - place)}`);
    assert.equal(hasUnchangedLines(bytes), false);
  });
}
