import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from './message-scanner.ts';
import { samples } from './sample-messages.fixture.ts';
import { parseSection, sectionRange } from './section-range.ts';
import { deserializeStructure, serializeStructure } from './structure-bytes.ts';

const crlf = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');

/** The section's text, with what the store keeps as the source. */
function section(message: Buffer, name: string): string | null {
  const found = sectionRange(deserializeStructure(serializeStructure(scanMessage(message))), name);
  if (!found) return null;
  const text = found.ranges.map(([start, end]) => message.toString('latin1', start, end)).join('');
  assert.equal(text.length, found.sizeBytes);
  return text;
}

const simple = crlf('From: a\nTo: b\n c\nfrom: d\n\nbody\n');
for (const [name, expected] of [
  ['', simple.toString()],
  ['HEADER', 'From: a\r\nTo: b\r\n c\r\nfrom: d\r\n\r\n'],
  ['TEXT', 'body\r\n'],
  ['1', 'body\r\n'],
  ['1.MIME', 'From: a\r\nTo: b\r\n c\r\nfrom: d\r\n\r\n'],
  ['2', null],
  ['1.1', null],
  ['1.TEXT', null],
  ['1.HEADER', null],
  ['HEADER.FIELDS (FROM)', 'From: a\r\nfrom: d\r\n\r\n'],
  ['HEADER.FIELDS (to x)', 'To: b\r\n c\r\n\r\n'],
  ['HEADER.FIELDS (Cc)', '\r\n'],
  ['HEADER.FIELDS.NOT (From)', 'To: b\r\n c\r\n\r\n'],
] as const) {
  test(`BODY[${name}] of a message without parts`, () => assert.equal(section(simple, name), expected));
}

const nested = crlf(samples.nested);
for (const [name, expected] of [
  ['1.1', 'plain'],
  ['1.2', '<p>html</p>'],
  ['1.2.MIME', 'Content-Type: text/html; charset=utf-8\r\n\r\n'],
  ['2.MIME', 'Content-Type: message/rfc822\r\nContent-Description: a digest\r\n\r\n'],
  ['2.HEADER.FIELDS (Subject)', 'Subject: inside\r\n\r\n'],
  ['2.1.HEADER', 'From: c@example.test\r\nSubject: one\r\n\r\n'],
  ['2.1.TEXT', 'first\r\n'],
  ['2.1.1', 'first\r\n'],
  ['2.2', 'Subject: two\r\n\r\nsecond'],
  ['2.2.1', 'second'],
  ['2.3', null],
  ['3', 'iVBORw0KGgo='],
  ['1.HEADER', null],
  ['4', null],
] as const) {
  test(`BODY[${name}] of nested parts`, () => assert.equal(section(nested, name), expected));
}

test('the parts of RFC 3501 §6.4.5 have the numbers that it gives them', () => {
  const message = crlf(`Content-Type: multipart/mixed; boundary=a

--a

1
--a
Content-Type: application/octet-stream

2
--a
Content-Type: message/rfc822

Subject: 3
Content-Type: multipart/mixed; boundary=b

--b

3.1
--b
Content-Type: application/octet-stream

3.2
--b--
--a
Content-Type: multipart/mixed; boundary=c

--c
Content-Type: image/gif

4.1
--c
Content-Type: message/rfc822

Subject: 4.2
Content-Type: multipart/mixed; boundary=d

--d

4.2.1
--d
Content-Type: multipart/alternative; boundary=e

--e

4.2.2.1
--e
Content-Type: text/richtext

4.2.2.2
--e--
--d--
--c--
--a--
`);
  for (const name of ['1', '2', '3.1', '3.2', '4.1', '4.2.1', '4.2.2.1', '4.2.2.2'])
    assert.equal(section(message, name), name);
  assert.equal(section(message, '3.HEADER.FIELDS (Subject)'), 'Subject: 3\r\n\r\n');
  assert.equal(section(message, '4.2.HEADER.FIELDS (Subject)'), 'Subject: 4.2\r\n\r\n');
  assert.match(section(message, '4.2.TEXT') ?? '', /^--d\r\n/);
  assert.match(section(message, '4.2.2.MIME') ?? '', /^Content-Type: multipart\/alternative; boundary=e\r\n\r\n$/);
});

test('bare LF and a header without a blank line come back byte for byte', () => {
  assert.equal(section(Buffer.from('A: 1\nB: 2\n\nx'), 'HEADER.FIELDS (b)'), 'B: 2\n\n');
  assert.equal(section(Buffer.from('A: 1\r\nB: 2'), 'HEADER.FIELDS (b)'), 'B: 2');
  assert.equal(section(Buffer.from('A: 1\r\nB: 2'), 'TEXT'), '');
  assert.equal(section(Buffer.from('>From x\nA: 1\n\n'), 'HEADER.FIELDS.NOT (a)'), '>From x\n\n');
});

test('sections that are none', () => {
  for (const text of ['MIME', '0', '1.', '.1', '1..2', 'HEADER.FIELDS', 'HEADER (a)', '1HEADER', 'FOO']) {
    assert.equal(parseSection(text), null, text);
  }
  assert.deepEqual(parseSection('1.2.header.fields.not (A b)'), {
    part: [1, 2],
    what: 'header-fields-not',
    fields: ['A', 'b'],
  });
});

// Each split of the digits into numbers was tried: with forty of them nobody saw the end.
test('a section of many digits is read in one pass', () => {
  assert.equal(parseSection(`${'1'.repeat(9)}.${'1'.repeat(4_000)})`), null);
  assert.deepEqual(parseSection(`${'1.'.repeat(400)}1`), { part: Array.from({ length: 401 }, () => 1), what: 'body' });
});
