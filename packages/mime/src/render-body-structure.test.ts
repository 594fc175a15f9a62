import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from './message-scanner.ts';
import { renderBodyStructure } from './render-body-structure.ts';
import { samples } from './sample-messages.fixture.ts';

const body = (message: string, extended: boolean): string =>
  renderBodyStructure(scanMessage(Buffer.from(message.replaceAll('\n', '\r\n'), 'latin1')).root, { extended }).toString(
    'latin1',
  );

test('a simple message (RFC 3501 §7.4.2)', () => {
  assert.equal(body('Subject: x\n\none\ntwo\n', false), '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 2)');
  assert.equal(
    body('Subject: x\n\none\ntwo\n', true),
    '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 2 NIL NIL NIL NIL)',
  );
});

test('every attribute of a part stands in its place', () => {
  assert.equal(
    body(samples.attributes, true),
    '("text" "html" ("charset" "iso-8859-1") "<id@example.test>" "say \\"hi\\"" "quoted-printable" 5 1 ' +
      '"Q2hlY2sgSW50ZWdyaXR5IQ==" ("inline" ("filename" "x.html")) ("en" "fr-CA") "http://example.test/a b")',
  );
});

test('multiparts, a nested message with its envelope, an attachment', () => {
  assert.equal(
    body(samples.nested, true),
    '((("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 5 0 NIL NIL NIL NIL)' +
      '("text" "html" ("charset" "utf-8") NIL NIL "7bit" 11 0 NIL NIL NIL NIL) "alternative" ("boundary" "inner") NIL NIL NIL)' +
      '("message" "rfc822" NIL NIL "a digest" "7bit" 197 ' +
      '(NIL "inside" ((NIL NIL "b" "example.test")) ((NIL NIL "b" "example.test")) ((NIL NIL "b" "example.test")) NIL NIL NIL NIL NIL) ' +
      '(("message" "rfc822" NIL NIL NIL "7bit" 45 ' +
      '(NIL "one" ((NIL NIL "c" "example.test")) ((NIL NIL "c" "example.test")) ((NIL NIL "c" "example.test")) NIL NIL NIL NIL NIL) ' +
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 7 1 NIL NIL NIL NIL) 4 NIL NIL NIL NIL)' +
      '("message" "rfc822" NIL NIL NIL "7bit" 22 (NIL "two" NIL NIL NIL NIL NIL NIL NIL NIL) ' +
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) ' +
      '"digest" ("boundary" "digest") NIL NIL NIL) 16 NIL NIL NIL NIL)' +
      '("image" "png" ("name" "p.png") NIL NIL "base64" 12 NIL ("attachment" ("filename" "p.png")) NIL NIL) ' +
      '"mixed" ("boundary" "outer") NIL NIL NIL)',
  );
});

test('BODY has no extension data', () => {
  assert.equal(
    body(
      'Content-Type: multipart/mixed; boundary=b\nContent-Language: en\n\n--b\nContent-Type: image/gif\n\nx\n--b--\n',
      false,
    ),
    '(("image" "gif" NIL NIL NIL "7bit" 1) "mixed")',
  );
});

test('8-bit parameters and those with line breaks in quotes stay legal', () => {
  assert.equal(
    body('Content-Type: text/plain; name="caf\xe9"\nContent-Disposition: attachment; filename="a\n b"\n\n', true),
    '("text" "plain" ("name" {4}\r\ncaf\xe9) NIL NIL "7bit" 0 0 NIL ("attachment" ("filename" "a b")) NIL NIL)',
  );
});
