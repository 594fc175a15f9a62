import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scanMessage } from './message-scanner.ts';
import { mayHaveField, serializeStructure } from './structure-bytes.ts';

test('a field that a message has is never denied, and one that no text of it names is', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 12 }), (names) => {
      const lines = names.map((one, at) => `${one}: value ${at}\r\n`);
      const structure = serializeStructure(scanMessage(Buffer.from(`${lines.join('')}\r\nbody`)));
      for (const one of names) assert.equal(mayHaveField(structure, one.toLowerCase()), true, one);
      assert.equal(mayHaveField(structure, 'x-no-name-is-as-long-as-this'), false);
    }),
  );
  // Names that most messages have are kept as numbers, so nothing is said of them.
  const structure = serializeStructure(scanMessage(Buffer.from('Subject: x\r\n\r\n')));
  assert.equal(mayHaveField(structure, 'mime-version'), true);
});
