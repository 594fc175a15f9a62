import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataDecoder } from '../data-decoder.ts';
import { decodeXtext, encodeXtext } from '../xtext.ts';
import { mailLine, recipientLine } from './command-lines.ts';
import { DataEncoder } from './data-encoder.ts';
import { ReplyReader } from './reply-reader.ts';
import { noExtensions, readExtensions } from './server-extensions.ts';
import { ReplySyntaxError, replyText, type ServerReply } from './server-reply.ts';

function repliesIn(text: string, split = text.length): readonly ServerReply[] {
  const reader = new ReplyReader();
  const found: ServerReply[] = [];
  const bytes = Buffer.from(text);
  for (const part of [bytes.subarray(0, split), bytes.subarray(split)]) {
    reader.push(part);
    for (let reply = reader.next(); reply !== null; reply = reader.next()) found.push(reply);
  }
  assert.equal(reader.hasUnread, false);
  return found;
}

test('replies of one and several lines are read alike at every split', () => {
  const text =
    '220 mx.example.test ESMTP\r\n250-mx\r\n250-SIZE 100\r\n250 HELP\r\n450 4.2.1 Busy\n550-5.1.1 No\r\n550 5.1.1 such user\r\n';
  const whole = repliesIn(text);
  assert.deepEqual(whole, [
    { code: 220, enhanced: null, lines: ['mx.example.test ESMTP'] },
    { code: 250, enhanced: null, lines: ['mx', 'SIZE 100', 'HELP'] },
    { code: 450, enhanced: '4.2.1', lines: ['Busy'] },
    { code: 550, enhanced: '5.1.1', lines: ['No', 'such user'] },
  ]);
  for (let split = 0; split <= text.length; split += 1) assert.deepEqual(repliesIn(text, split), whole);
});

test('a status code of another class than the reply is text (RFC 2034 §4)', () => {
  assert.deepEqual(repliesIn('550 4.1.1 no\r\n'), [{ code: 550, enhanced: null, lines: ['4.1.1 no'] }]);
  assert.equal(replyText({ code: 550, enhanced: '5.1.1', lines: ['No', 'such user'] }), '550 5.1.1 No such user');
});

test('what is no reply is refused, and control characters never come through', () => {
  for (const bad of [
    'hello\r\n',
    '199 x\r\n',
    '250-a\r\n251 b\r\n',
    '25\r\n',
    `250 ${'x'.repeat(9000)}\r\n`,
    'x'.repeat(9000),
  ])
    assert.throws(() => repliesIn(bad), ReplySyntaxError);
  assert.deepEqual(repliesIn('250 a\u001b[31m\u0000b\r\n')[0]?.lines, ['a?[31m?b']);
});

test('what EHLO offers is read whatever its case, with the old form of AUTH', () => {
  const offered = readExtensions({
    code: 250,
    enhanced: null,
    lines: [
      'mx PIPELINING',
      'size 1000',
      'AUTH=LOGIN',
      'AUTH PLAIN cram-md5',
      'STARTTLS',
      '8bitmime',
      'LIMITS RCPTMAX=20 MAILMAX=5 rcptdomainmax=3',
      'DELIVERBY 240,x',
    ],
  });
  assert.equal(offered.pipelining, false);
  assert.deepEqual(
    [offered.size, offered.maxSizeBytes, offered.startTls, offered.eightBitMime],
    [true, 1000, true, true],
  );
  assert.deepEqual([...offered.authMechanisms], ['LOGIN', 'PLAIN', 'CRAM-MD5']);
  assert.deepEqual([offered.maxRecipients, offered.maxTransactions, offered.maxDomains], [20, 5, 3]);
  assert.deepEqual([offered.deliverBy, offered.minDeliverBySeconds], [true, 240]);
  // RFC 9422 §3.7 and RFC 2852 §3: what cannot be read, or is not said, is no limit.
  const loose = readExtensions({
    code: 250,
    enhanced: null,
    lines: ['mx', 'LIMITS MAILMAX=0 RCPTMAX=1x', 'DELIVERBY'],
  });
  assert.deepEqual([loose.maxRecipients, loose.maxTransactions, loose.minDeliverBySeconds], [null, null, 0]);
  for (const wrong of ['RCPTMAX=2;MAILMAX=3', '=1', 'X=', 'a.b']) {
    const lines = ['mx', `LIMITS RCPTMAX=7 ${wrong}`];
    assert.equal(readExtensions({ code: 250, enhanced: null, lines }).maxRecipients, null, wrong);
  }
  const further = ['mx', 'LIMITS X-Y_Z RCPTMAX=7 OTHER=<a@b>'];
  assert.equal(readExtensions({ code: 250, enhanced: null, lines: further }).maxRecipients, 7);
  assert.equal(readExtensions({ code: 250, enhanced: null, lines: ['mx', 'SIZE 0'] }).maxSizeBytes, null);
});

test('encoded content decodes to itself at every split', () => {
  const contents = ['.', '..', 'a\r\n.\r\nb', '.a\r\n..b\r\n.', 'x\r\n', '', 'a.b\r\n. \r\n\r\n.\r\n'];
  for (const content of contents) {
    for (let split = 0; split <= content.length; split += 1) {
      const encoder = new DataEncoder();
      const parts = [content.slice(0, split), content.slice(split)].flatMap((part) =>
        encoder.encode(Buffer.from(part)),
      );
      const wire = Buffer.concat([...parts, Buffer.from(encoder.end())]);
      const decoder = new DataDecoder();
      const { pieces, ended, consumed } = decoder.decode(wire);
      assert.equal(ended, true);
      assert.equal(consumed, wire.length, JSON.stringify(content));
      const expected = content === '' || content.endsWith('\r\n') ? content : `${content}\r\n`;
      assert.equal(Buffer.concat(pieces).toString(), expected);
    }
  }
});

test('parameters are written only where the server offers their extension', () => {
  const mail = {
    sender: 'a@b.test',
    sizeBytes: 10,
    eightBit: true,
    smtpUtf8: true,
    ret: 'FULL',
    envelopeId: 'a+b c',
  } as const;
  assert.equal(mailLine(mail, noExtensions), 'MAIL FROM:<a@b.test>\r\n');
  const all = readExtensions({ code: 250, enhanced: null, lines: ['mx', 'SIZE', '8BITMIME', 'SMTPUTF8', 'DSN'] });
  assert.equal(mailLine(mail, all), 'MAIL FROM:<a@b.test> SIZE=10 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=a+2Bb+20c\r\n');
  const signedIn = { ...mail, hasUnknownSubmitter: true };
  assert.equal(mailLine(signedIn, noExtensions), 'MAIL FROM:<a@b.test>\r\n');
  const auth = readExtensions({ code: 250, enhanced: null, lines: ['mx', 'AUTH PLAIN'] });
  assert.equal(mailLine(signedIn, auth), 'MAIL FROM:<a@b.test> AUTH=<>\r\n');
  assert.equal(mailLine(mail, auth), 'MAIL FROM:<a@b.test>\r\n');
  const to = { address: 'x@y.test', notify: [], originalRecipient: { type: 'rfc822', address: 'o@y.test' } };
  assert.equal(recipientLine(to, all), 'RCPT TO:<x@y.test> NOTIFY=NEVER ORCPT=rfc822;o@y.test\r\n');
  assert.equal(recipientLine({ ...to, notify: ['success', 'delay'] }, noExtensions), 'RCPT TO:<x@y.test>\r\n');
  assert.throws(() => recipientLine({ ...to, address: 'x@y\r\nDATA' }, all), RangeError);
});

test('xtext goes there and back', () => {
  for (const text of ['a+b=c', 'plain', ' ~!', '']) assert.equal(decodeXtext(encodeXtext(text)), text);
});
