import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ComposeInput, composeMessage, composeMessageChunks } from './compose-message.ts';
import { displayName, parseAddressList } from './address-list.ts';
import { decodeText } from './decode-body.ts';
import { decodeHeader } from './encoded-words.ts';
import { scanMessage } from './message-scanner.ts';
import { fieldValue, type MimePart } from './mime-part.ts';
import { decodeParameter } from './parameters.ts';
import { findPart } from './section-range.ts';
import { decodeTransferEncoding } from './transfer-encoding.ts';

const basic: ComposeInput = {
  from: { name: 'Ann', address: 'ann@example.test' },
  to: [{ address: 'bob@example.test' }],
  subject: 'Hi',
  date: new Date('2026-11-22T20:24:13Z'),
  messageId: '1@example.test',
  text: 'Hello\nBob',
};

test('a plain message, byte for byte', () => {
  assert.equal(
    composeMessage(basic).toString(),
    'Date: Sun, 22 Nov 2026 20:24:13 +0000\r\nFrom: Ann <ann@example.test>\r\nTo: bob@example.test\r\nSubject: Hi\r\n' +
      'Message-ID: <1@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n' +
      'Content-Transfer-Encoding: 7bit\r\n\r\nHello\r\nBob\r\n',
  );
});

test('text, HTML with an inline image and an attachment come back as they went in', async () => {
  const text = 'Déjà vu =\n\ttab \nFrom here\n.dot '.repeat(5);
  const message = composeMessage({
    ...basic,
    subject: 'Été à la plage. '.repeat(12).trim(),
    text,
    html: '<p>Déjà</p><img src="cid:i@x">',
    attachments: [
      { contentType: 'image/png', content: Buffer.from([1, 2, 3]), contentId: 'i@x' },
      { contentType: 'application/pdf', content: Buffer.alloc(1_000, 0xfe), filename: 'résumé "1".pdf' },
    ],
  });
  for (const line of message.toString('latin1').split('\r\n')) assert.ok(line.length <= 78, line);
  const structure = scanMessage(message);
  assert.equal(decodeHeader(fieldValue(structure.header, 'subject') ?? ''), 'Été à la plage. '.repeat(12).trim());
  const part = (...numbers: number[]): MimePart => {
    const found = findPart(structure, numbers);
    assert.ok(found);
    return found;
  };
  const body = (of: MimePart): Buffer => message.subarray(of.bodyStart, of.bodyEnd);
  assert.deepEqual(
    [part(1), part(1, 1), part(1, 2), part(1, 2, 1), part(1, 2, 2), part(2)].map((of) => `${of.type}/${of.subtype}`),
    ['multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png', 'application/pdf'],
  );
  assert.equal(await decodeText(part(1, 1), body(part(1, 1))), text.replaceAll('\n', '\r\n'));
  assert.deepEqual(decodeTransferEncoding(body(part(2)), 'base64'), Buffer.alloc(1_000, 0xfe));
  assert.equal(decodeParameter(part(2).disposition?.parameters ?? [], 'filename'), 'résumé "1".pdf');
  assert.equal(part(1, 2, 2).id, '<i@x>');
});

test('lines of quoted-printable stay within 76 characters whatever they end or begin with', () => {
  for (let length = 70; length < 80; length += 1) {
    for (const line of [`${'x'.repeat(length)} é `, `From ${'é'.repeat(length)}`, `é${'x'.repeat(length - 3)}\t`]) {
      const message = composeMessage({ ...basic, text: line });
      for (const written of message.toString('latin1').split('\r\n')) assert.ok(written.length <= 76, written);
      const { root } = scanMessage(message);
      const body = decodeTransferEncoding(message.subarray(root.bodyStart, root.bodyEnd), root.encoding);
      assert.equal(body.toString('utf8'), `${line}\r\n`);
    }
  }
});

test('a large attachment comes in small pieces, and all of them are the message', () => {
  const content = Buffer.alloc(300_000, 'abc');
  const input: ComposeInput = { ...basic, attachments: [{ contentType: 'application/pdf', content }] };
  const pieces = [...composeMessageChunks(input)];
  for (const piece of pieces) assert.ok(piece.length < 100_000);
  const message = Buffer.concat(pieces);
  assert.ok(message.equals(composeMessage(input)));
  const part = findPart(scanMessage(message), [2]);
  assert.ok(part);
  assert.ok(decodeTransferEncoding(message.subarray(part.bodyStart, part.bodyEnd), 'base64').equals(content));
  for (const line of message.toString('latin1').split('\r\n')) assert.ok(line.length <= 78);
});

test('a text that holds the boundary gets another one', () => {
  const message = composeMessage({ ...basic, text: '--=_1exampletest_1', html: '<p>' });
  assert.equal(scanMessage(message).root.children.length, 2);
});

test('an attached message goes as it is, with a boundary that it does not hold', () => {
  const inner = composeMessage(basic);
  const message = composeMessage({ ...basic, attachments: [{ contentType: 'message/rfc822', content: inner }] });
  const part = findPart(scanMessage(message), [2]);
  assert.ok(part?.message);
  assert.ok(message.subarray(part.bodyStart, part.bodyEnd).equals(inner));
});

for (const [what, change] of [
  ['a subject', { subject: 'x\r\nBcc: victim@example.test' }],
  ['a name', { from: { name: 'x\nBcc: v@x', address: 'a@b' } }],
  ['an address', { to: [{ address: 'a@b>\r\nBcc: <v@x' }] }],
  ['an address list in one', { to: [{ address: 'a@b, c@d' }] }],
  ['a message identifier', { messageId: 'x>\r\nBcc: v@x' }],
  ['a reference', { references: ['a b'] }],
  ['a field name', { headers: [{ name: 'X: y\r\nBcc', value: 'v' }] }],
  ['a field value', { headers: [{ name: 'X', value: 'y\0' }] }],
  ['a type', { attachments: [{ contentType: 'text/plain\r\nX: y', content: Buffer.alloc(0) }] }],
  ['a file name', { attachments: [{ contentType: 'text/plain', filename: 'a\r\nX: y', content: Buffer.alloc(0) }] }],
  [
    'a content identifier',
    { attachments: [{ contentType: 'text/plain', contentId: '\r\n', content: Buffer.alloc(0) }] },
  ],
] as const satisfies readonly [string, Partial<ComposeInput>][]) {
  test(`${what} that would inject a field is refused`, () => {
    assert.throws(() => composeMessage({ ...basic, ...change }), RangeError);
  });
}

/** RFC 5322 §2.1.1 */
function assertLinesFit(message: Buffer): void {
  for (const line of message.toString('latin1').split('\r\n')) assert.ok(line.length <= 998, `${line.length} octets`);
}

for (const [what, text] of [
  ['2,000 letters without a space', 'x'.repeat(2_000)],
  ['1,000 blanks', `a${' '.repeat(1_000)}b`],
  ['1,200 quotes', '"'.repeat(1_200)],
  ['tabs, where nothing folds', 'x\t'.repeat(1_000).trim()],
] as const) {
  test(`${what} in a subject, a name, a field and a file name are folded and come back`, () => {
    const message = composeMessage({
      ...basic,
      from: { name: text, address: 'ann@example.test' },
      subject: text,
      headers: [{ name: 'X-Note', value: text }],
      attachments: [{ contentType: 'application/pdf', content: Buffer.from('x'), filename: text }],
    });
    assertLinesFit(message);
    const { header, root } = scanMessage(message);
    assert.equal(decodeHeader(fieldValue(header, 'subject') ?? ''), text);
    assert.equal(decodeHeader(fieldValue(header, 'x-note') ?? ''), text);
    const [author] = parseAddressList(fieldValue(header, 'from') ?? '');
    assert.equal(author === undefined ? null : displayName(author), text);
    assert.equal(decodeParameter(root.children[1]?.disposition?.parameters ?? [], 'filename'), text);
  });
}

test('what can neither be folded nor encoded is refused with its name', () => {
  const long = `${'x'.repeat(1_000)}@example.test`;
  const refused = (change: Partial<ComposeInput>, says: RegExp): void => {
    assert.throws(() => composeMessage({ ...basic, ...change }), says);
  };
  refused({ to: [{ address: long }] }, /^RangeError: An address has at most 900 octets/);
  refused({ inReplyTo: [long] }, /^RangeError: A message identifier has at most 900 characters/);
  refused({ headers: [{ name: 'X-A', value: 'y'.repeat(1_000), isEncoded: true }] }, /^RangeError: A line of X-A/);
  for (const contentType of [`a/${'b'.repeat(128)}`, `${'a'.repeat(128)}/b`]) {
    refused({ attachments: [{ contentType, content: Buffer.from('x') }] }, /^RangeError: An attachment's type/);
  }
  assertLinesFit(composeMessage({ ...basic, inReplyTo: ['x'.repeat(900)], references: ['x'.repeat(900), 'y'] }));
  assertLinesFit(
    composeMessage({ ...basic, attachments: [{ contentType: `a/${'b'.repeat(127)}`, content: Buffer.from('x') }] }),
  );
});

test('whether a line of a text is too long to go as it is', () => {
  for (const [text, encoding] of [
    [`${'x'.repeat(899)}\r\nshort`, '7bit'],
    [`short\n${'x'.repeat(900)}`, 'quoted-printable'],
    [`${'x'.repeat(900)}\rshort\n`, 'quoted-printable'],
    [`${'x\n'.repeat(2_000)}`, '7bit'],
  ] as const) {
    assert.equal(scanMessage(composeMessage({ ...basic, text })).root.encoding, encoding, text.slice(0, 20));
  }
});
