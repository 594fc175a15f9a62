import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downgradeHeader } from './downgrade-header.ts';
import { decodeHeader } from './encoded-words.ts';
import { scanMessage } from './message-scanner.ts';
import { decodeParameter } from './parameters.ts';

const down = (text: string): string => downgradeHeader(Buffer.from(text.replaceAll('\n', '\r\n'))).toString('latin1');

test('a header of ASCII is given back as it is, the same bytes', () => {
  const header = Buffer.from('Subject: x\r\n y\r\n\r\n');
  assert.equal(downgradeHeader(header), header);
});

test('text becomes encoded words, and fields of ASCII keep their bytes (RFC 6857 §3.1.1)', () => {
  const out = down('X-One:  as   it came\nSubject: Grüße =?utf-8?Q?aus_K=C3=B6ln?=\n\n');
  assert.match(out, /^X-One:  as {3}it came\r\nSubject: =\?utf-8\?B\?[\w+/=]+\?=\r\n\r\n$/);
  assert.equal(decodeHeader(/Subject: (.*)\r\n/.exec(out)?.[1] ?? ''), 'Grüße aus Köln');
});

test('a long subject is folded, and reads the same', () => {
  const subject = 'é'.repeat(400);
  const out = down(`Subject: ${subject}\n\n`);
  assert.ok(out.split('\r\n').every((line) => line.length <= 78));
  assert.equal(decodeHeader(out.slice('Subject: '.length)), subject);
});

test('names are encoded, domains become A-labels, local parts beyond ASCII a group without members (§3.1.8)', () => {
  assert.equal(
    down('From: Jürgen <j@example.test>, "A, b" <b@bücher.test>\n\n'),
    'From: =?utf-8?B?SsO8cmdlbg==?= <j@example.test>, "A, b" <b@xn--bcher-kva.test>\r\n\r\n',
  );
  const out = down('To: Ann <ann@example.test>, René <rené@example.test>, ü@x.test\n\n');
  const words = `=\\?utf-8\\?B\\?[\\w+/=]+\\?=`;
  assert.match(out, new RegExp(`^To: Ann <ann@example.test>, ${words}\\s+${words} :;,\\s+${words} :;\r\n\r\n$`));
});

test('group members that cannot be written go into the name of the group (§3.1.7)', () => {
  const out = down('Cc: friends: ann@example.test, ü@x.test;\n\n');
  assert.match(out, /^Cc: friends =\?utf-8\?B\?[\w=]+\?=: ann@example\.test;\r\n\r\n$/);
});

test('parameters go after RFC 2231 and are read back the same', () => {
  const name = `Übersicht "Mai", ${'ü'.repeat(40)}.pdf`;
  const out = down(`Content-Disposition: attachment; size=3; filename="${name.replaceAll('"', '\\"')}"\n\n`);
  assert.match(out, /^[\x20-\x7e\r\n]+$/);
  const { root } = scanMessage(Buffer.from(`Content-Type: text/plain\r\n${out}x`));
  assert.equal(decodeParameter(root.disposition?.parameters ?? [], 'filename'), name);
  assert.equal(decodeParameter(root.disposition?.parameters ?? [], 'size'), '3');
});

test('fields that may hold no encoded word go out under another name (§3.1.10)', () => {
  assert.match(down('Message-ID: <ü@x.test>\n\n'), /^Downgraded-Message-ID: =\?utf-8\?B\?[\w=]+\?=\r\n\r\n$/);
});

test('bytes that are no UTF-8 are read as Windows-1252; a line that is no field loses them', () => {
  const out = downgradeHeader(Buffer.from('Subject: caf\xe9\r\n\xff\xfe\r\nno field \xe9\r\n\r\n', 'latin1'));
  assert.equal(out.toString('latin1'), 'Subject: =?utf-8?B?Y2Fmw6k=?=\r\n??\r\nno field ?\r\n\r\n');
});

test('encoded line breaks open no line of their own', () => {
  assert.equal(
    down('Subject: é =?utf-8?Q?=0D=0AX-Evil:_1?=\n\n')
      .split('\r\n')
      .filter((line) => line.startsWith('X-Evil')).length,
    0,
  );
});
