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

test('segments of a parameter are put together (RFC 9051 §7.5.2, RFC 2231 §3)', () => {
  const typed = (parameters: string): string => body(`Content-Type: image/png; ${parameters}\n\n`, true);
  const withParameters = (list: string): string => `("image" "png" (${list}) NIL NIL "7bit" 0 NIL NIL NIL NIL)`;
  assert.equal(typed('name*1="b c"; x=y; name*0=a'), withParameters('"name" "ab c" "x" "y"'));
  assert.equal(
    typed('name*0*=iso-8859-1\'fr\'r%e9sum%e9%20; name*1="n1.png"'),
    withParameters('"name*" "utf-8\'fr\'r%C3%A9sum%C3%A9%20n1.png"'),
  );
  assert.equal(
    body("Content-Type: image/png\nContent-Disposition: inline; filename*0*=utf-8''%e2; filename*1*=%82%ac\n\n", true),
    '("image" "png" NIL NIL NIL "7bit" 0 NIL ("inline" ("filename*" "utf-8\'\'%E2%82%AC")) NIL NIL)',
  );
  // What is whole already stays as it was written, and so does what cannot be put together.
  assert.equal(typed("name*=koi8-r''%d1"), withParameters(`"name*" "koi8-r''%d1"`));
  assert.equal(typed('name*0=a; name*2=c'), withParameters('"name*0" "a" "name*2" "c"'));
});

test('a transfer encoding with a space in it is what it means', () => {
  assert.match(body('Content-Transfer-Encoding: 8 bit\n\n', false), / "8bit" 0 0\)$/);
  assert.match(body('Content-Transfer-Encoding: 7 BIT (x)\n\n', false), / "7bit" 0 0\)$/);
});

test('a message inside that is cut within its header has as many lines as its bytes', () => {
  assert.equal(
    body('Content-Type: multipart/digest; boundary=b\n\n--b\n\nX: 1\nY: 2\n--b--\n', false),
    '(("message" "rfc822" NIL NIL NIL "7bit" 12 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ' +
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) 2) "digest")',
  );
});
