import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderCutter, mostHeaderBlockBytes, packHeaderBlock } from './header-block.ts';
import { scanMessage } from './message-scanner.ts';
import { samples } from './sample-messages.fixture.ts';
import { type BodySection, sectionRange } from './section-range.ts';

const sections: readonly BodySection[] = [
  { part: [], what: 'header' },
  { part: [], what: 'header-fields', fields: ['From', 'SUBJECT', 'date'] },
  { part: [], what: 'header-fields', fields: ['x'] },
  { part: [], what: 'header-fields', fields: [''] },
  { part: [], what: 'header-fields-not', fields: ['from', 'Received'] },
  { part: [], what: 'header-fields-not', fields: ['a'] },
];

const odd = {
  'no message': '',
  'only a body': '\r\nbody',
  'a header cut short': 'A: 1\r\nFrom: 2',
  'line feeds alone': 'A: 1\nFrom: 2\n\nx',
  'lines that are no fields': '>From x\r\nA: 1\r\nFrom : 2\r\n\t3\r\n: 4\r\n\r\nbody',
  'a field twice, side by side': 'From: 1\r\nfROM: 2\r\n a\r\nTo: 3\r\nfrom: 4\r\n\r\n',
  'more fields than are told apart': `${'A: 1\r\n'.repeat(3_000)}\r\n`.slice(-mostHeaderBlockBytes),
};

for (const [name, text] of Object.entries({ ...samples, ...odd })) {
  test(`${name}: sections cut from the block are those of the message`, () => {
    const message = Buffer.from(text, 'latin1');
    const structure = scanMessage(message);
    const block = packHeaderBlock(structure, message);
    assert.ok(block !== null);
    for (const section of sections) {
      const expected = sectionRange(structure, section)?.ranges.map(([start, end]) => message.subarray(start, end));
      assert.ok(expected !== undefined);
      assert.equal(
        Buffer.concat(new HeaderCutter(section).cut(block)).toString('latin1'),
        Buffer.concat(expected).toString('latin1'),
        JSON.stringify(section),
      );
    }
  });
}

test('a header that is too long or not there whole is not kept', () => {
  const long = Buffer.from(`A: ${'x'.repeat(mostHeaderBlockBytes)}\r\n\r\n`);
  assert.equal(packHeaderBlock(scanMessage(long), long), null);
  const short = Buffer.from('A: 1\r\n\r\nbody');
  assert.equal(packHeaderBlock(scanMessage(short), short.subarray(0, 5)), null);
});
