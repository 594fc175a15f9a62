import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelopeOf } from './envelope.ts';
import { scanMessage } from './message-scanner.ts';
import { renderEnvelope } from './render-envelope.ts';
import { samples } from './sample-messages.fixture.ts';

const envelope = (header: string): string =>
  renderEnvelope(envelopeOf(scanMessage(Buffer.from(`${header}\n\nbody`, 'latin1')))).toString('latin1');

test('the envelope of the RFC (RFC 3501 §8)', () => {
  assert.equal(
    renderEnvelope(envelopeOf(scanMessage(Buffer.from(samples.rfc3501)))).toString(),
    '("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" ' +
      '(("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ' +
      '(("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ' +
      '((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL ' +
      '"<B27397-0100000@cac.washington.edu>")',
  );
});

for (const [name, header, expected] of [
  ['without any field', 'X: y', '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)'],
  [
    'present but empty is the empty string, or NIL where addresses stand (RFC 3501 §7.4.2)',
    'Date:\nSubject: \nFrom: \nTo:\nIn-Reply-To:',
    '("" "" NIL NIL NIL NIL NIL NIL "" NIL)',
  ],
  [
    'Sender and Reply-To empty are From',
    'From: a@b\nSender: \nReply-To: c@d',
    '(NIL NIL ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) ((NIL NIL "c" "d")) NIL NIL NIL NIL NIL)',
  ],
  [
    'a group is opened with a NIL host and closed with two NILs',
    'To: A Group:Ed <joe@where.test>,joe@where.test,John <jdoe@one.test>;',
    '(NIL NIL NIL NIL NIL ((NIL NIL "A Group" NIL)("Ed" NIL "joe" "where.test")(NIL NIL "joe" "where.test")' +
      '("John" NIL "jdoe" "one.test")(NIL NIL NIL NIL)) NIL NIL NIL NIL)',
  ],
  [
    'an empty group',
    'Cc: Undisclosed recipients:;',
    '(NIL NIL NIL NIL NIL NIL ((NIL NIL "Undisclosed recipients" NIL)(NIL NIL NIL NIL)) NIL NIL NIL)',
  ],
  [
    'a source route is the at-domain-list',
    'To: <@a.test,@b.test:c@d.test>',
    '(NIL NIL NIL NIL NIL ((NIL "@a.test,@b.test" "c" "d.test")) NIL NIL NIL NIL)',
  ],
  [
    'quotes and backslashes are escaped, quoting of the header removed',
    'Subject: say "hi" \\ there\nTo: "Joe \\"Q\\" Public" <"a b"@c.test>',
    '(NIL "say \\"hi\\" \\\\ there" NIL NIL NIL (("Joe \\"Q\\" Public" NIL "a b" "c.test")) NIL NIL NIL NIL)',
  ],
  ['8-bit text is a literal', 'Subject: caf\xe9', '(NIL {4}\r\ncaf\xe9 NIL NIL NIL NIL NIL NIL NIL NIL)'],
  ['NUL is no CHAR8 and becomes a space', 'Subject: a\0b', '(NIL "a b" NIL NIL NIL NIL NIL NIL NIL NIL)'],
  ['a bare CR is a literal', 'Subject: a\rb', '(NIL {3}\r\na\rb NIL NIL NIL NIL NIL NIL NIL NIL)'],
  ['folding is undone', 'Subject: a\r\n b\r\n\tc', '(NIL "a b\tc" NIL NIL NIL NIL NIL NIL NIL NIL)'],
  [
    'an address without a domain keeps a host that is not NIL',
    'To: joe',
    '(NIL NIL NIL NIL NIL ((NIL NIL "joe" "")) NIL NIL NIL NIL)',
  ],
] as const) {
  test(`ENVELOPE: ${name}`, () => assert.equal(envelope(header), expected));
}
