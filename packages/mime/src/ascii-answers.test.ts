import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asciiBodyStructure, asciiEnvelope } from './ascii-answers.ts';
import { downgradeHeader } from './downgrade-header.ts';
import { decodeHeader } from './encoded-words.ts';
import { envelopeOf } from './envelope.ts';
import { scanMessage } from './message-scanner.ts';
import { renderBodyStructure } from './render-body-structure.ts';
import { renderEnvelope } from './render-envelope.ts';
import { readRendered, type Rendered } from './rendered-list.ts';
import { samples } from './sample-messages.fixture.ts';

const lines = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'));
const envelopeFrom = (message: Buffer): string => renderEnvelope(envelopeOf(scanMessage(message))).toString('latin1');
const wideEnvelope = (header: string): string =>
  asciiEnvelope(renderEnvelope(envelopeOf(scanMessage(lines(`${header}\n\nx`))))).toString('latin1');
const structure = (message: string, extended = true): string =>
  asciiBodyStructure(renderBodyStructure(scanMessage(lines(message)).root, { extended })).toString('latin1');
const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

test('what is ASCII keeps its bytes', () => {
  for (const text of Object.values(samples)) {
    const { root, header } = scanMessage(Buffer.from(text, 'latin1'));
    const answers = [
      [renderEnvelope(envelopeOf({ header })), asciiEnvelope],
      [renderBodyStructure(root, { extended: true }), asciiBodyStructure],
      [renderBodyStructure(root, { extended: false }), asciiBodyStructure],
    ] as const;
    for (const [answer, inAscii] of answers)
      if (/^[\x00-\x7f]*$/.test(answer.toString('latin1'))) assert.deepEqual(inAscii(answer), answer);
  }
});

for (const [name, header] of [
  [
    'text and names',
    'Subject: Grüße =?utf-8?Q?aus_K=C3=B6ln?=\nFrom: Jürgen "der" <j@example.test>\nTo: Ann <a@b.test>',
  ],
  ['an address that cannot be written', 'From: René <rené@example.test>\nTo: ü@x.test, Ann <ann@example.test>'],
  ['domains', 'From: b@bücher.test\nCc: "A, b" <b@bücher.test>'],
  ['groups', 'To: Freunde: ann@example.test, ü@x.test, Zoë <z@x.test>;, last@x.test'],
  ['ids and dates', 'Date: 17 Juli früh\nMessage-ID: <ü@x.test>\nIn-Reply-To: <é@x.test> <a@b>'],
] as const) {
  test(`the envelope is that of the downgraded header: ${name} (RFC 6857)`, () => {
    const message = lines(`${header}\n\nx`);
    const asItCame = renderEnvelope(envelopeOf(scanMessage(message)));
    assert.equal(asciiEnvelope(asItCame).toString('latin1'), envelopeFrom(downgradeHeader(message)));
  });
}

test('bytes that are no UTF-8 are read as Windows-1252, as JMAP and webmail do', () => {
  const envelope = renderEnvelope(envelopeOf(scanMessage(Buffer.from('Subject: caf\xe9\r\n\r\nx', 'latin1'))));
  assert.equal(asciiEnvelope(envelope).toString(), `(NIL "${word('café')}" NIL NIL NIL NIL NIL NIL NIL NIL)`);
});

test('an address beyond ASCII becomes the name of an empty group, never another address (RFC 6857 §3.1.8)', () => {
  const group = `((NIL NIL "${word('René')} ${word('rené@x.test')}" NIL)(NIL NIL NIL NIL))`;
  assert.equal(
    wideEnvelope('Subject: "é"\nFrom: René <rené@x.test>'),
    `(NIL "${word('"é"')}" ${group} ${group} ${group} NIL NIL NIL NIL NIL)`,
  );
});

test('parameters of parts go after RFC 2231, and segments of one value stay together', () => {
  assert.equal(
    structure('Content-Type: text/plain; name=ü.txt; charset=utf-8\nContent-Description: Grüße\n\nx'),
    `("text" "plain" ("name*" "utf-8''%C3%BC.txt" "charset" "utf-8") NIL "${word('Grüße')}" "7bit" 1 0 NIL NIL NIL NIL)`,
  );
  assert.match(
    structure('Content-Disposition: attachment; filename*0="ü"; filename*1="é.pdf"\nContent-Type: a/b\n\nx'),
    / \("attachment" \("filename\*" "utf-8''%C3%BC%C3%A9\.pdf"\)\) NIL NIL\)$/,
  );
});

test('messages within messages and parts within parts are reached', () => {
  const inner = 'Subject: innen é\nContent-Type: text/plain; name=ß\n\ndrin';
  const message = `Content-Type: multipart/mixed; boundary=b; x=ö\n\n--b\nContent-ID: <é@x>\n\n1\n--b\nContent-Type: message/rfc822\n\n${inner}\n--b--\n`;
  for (const extended of [true, false]) {
    const answer = structure(message, extended);
    assert.match(answer, /^[\x20-\x7e]+$/);
    assert.ok(answer.includes(`(NIL "${word('innen é')}" NIL NIL`));
    assert.ok(answer.includes(`("name*" "utf-8''%C3%9F")`));
    assert.equal(answer.includes(`"x*" "utf-8''%C3%B6"`), extended);
  }
});

test('answers of every byte are read back and stay ASCII, whatever stands where', () => {
  const every = String.fromCharCode(...Array.from({ length: 255 }, (_, code) => code + 1)).replace(/[\r\n]/g, '');
  const fields = ['Subject', 'From', 'Content-Description', 'Content-Location', 'Content-Language', 'Content-MD5'];
  const header = fields.map((field) => `${field}: ${every}\r\n`).join('');
  const type = `Content-Type: te\xffxt/pl\xe9in; n\xe9me="${every.replace(/["\\]/g, '')}"; \xe9*0*=\xe9\r\n`;
  const message = Buffer.from(
    `${header}${type}Content-Transfer-Encoding: \xe9\r\nContent-ID: ${every}\r\n\r\nx`,
    'latin1',
  );
  const { root, header: found } = scanMessage(message);
  for (const answer of [
    asciiBodyStructure(renderBodyStructure(root, { extended: true })),
    asciiEnvelope(renderEnvelope(envelopeOf({ header: found }))),
  ]) {
    assert.match(answer.toString('latin1'), /^[\x00-\x7f]+$/);
    assert.equal(readRendered(answer.toString('latin1')).kind, 'list');
  }
});

test('a rendered list is read to its end', () => {
  const texts = (value: Rendered): unknown =>
    value.kind === 'list' ? value.items.map(texts) : value.kind === 'string' ? value.text : value.kind;
  assert.deepEqual(texts(readRendered('(NIL 12 "a \\"b\\\\" ("x")("y") {3}\r\n(é")')), [
    'nil',
    'number',
    'a "b\\',
    ['x'],
    ['y'],
    '(é"',
  ]);
  assert.throws(() => readRendered('(NIL'), RangeError);
  assert.throws(() => readRendered('NIL x'), RangeError);
  assert.equal(decodeHeader(word('ü')), 'ü');
});
