import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BytesWriter } from './bytes-writer.ts';
import { formatMailboxName, formatString, formatText } from './strings.ts';

test('a string is quoted where it may be, else a literal (RFC 3501 §4.3)', () => {
  assert.equal(formatString('a "b" \\').toString(), '"a \\"b\\" \\\\"');
  assert.equal(formatString('a\r\nb').toString(), '{4}\r\na\r\nb');
  assert.equal(formatString('é').toString(), '{2}\r\né');
  assert.equal(formatString('é', true).toString(), '"é"');
  assert.equal(formatString('').toString(), '""');
});

test('mailbox names are atoms where they can be', () => {
  assert.equal(formatMailboxName('INBOX'), 'INBOX');
  assert.equal(formatMailboxName('Sent Items'), '"Sent Items"');
  assert.equal(formatMailboxName('Brouillons é'), '"Brouillons &AOk-"');
  assert.equal(formatMailboxName('nil'), '"nil"');
  assert.equal(formatMailboxName(''), '""');
  assert.equal(formatMailboxName('a"b\\c'), '"a\\"b\\\\c"');
});

test('no text can break a response line', () => {
  assert.equal(formatText('a\r\n* BYE'), 'a??* BYE');
  assert.equal(formatText(''), '-');
  assert.equal(formatText('Été 🌻'), '?t? ?');
  assert.equal(formatText('Été 🌻\r\n\u2028\ud800', true), 'Été 🌻???\ufffd');
});

test('the writer grows, writes every size of number, and hands out bytes that stay', () => {
  const writer = new BytesWriter(2);
  for (const value of [0, 9, 10, 99, 100, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER])
    writer.number(value).text(' ');
  const first = writer.take();
  writer.text('a longer text than sixteen characters').utf8('é');
  assert.equal(first.toString(), '0 9 10 99 100 4294967295 4294967296 9007199254740991 ');
  assert.equal(writer.take().toString(), 'a longer text than sixteen charactersé');
});
