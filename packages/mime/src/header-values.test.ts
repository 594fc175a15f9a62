import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayName, parseAddressList } from './address-list.ts';
import { baseSubject, splitSubject } from './base-subject.ts';
import { formatDate, parseDate } from './date-time.ts';
import { parseMessageIds } from './message-ids.ts';
import { scanMessage } from './message-scanner.ts';
import { decodeParameter, parseParameters } from './parameters.ts';
import { threadKeys } from './thread-keys.ts';

// Addresses: RFC 5322 Appendix A.
for (const [value, expected] of [
  ['John Doe <jdoe@machine.example>', 'John Doe|jdoe@machine.example'],
  ['"Joe Q. Public" <john.q.public@example.com>', 'Joe Q. Public|john.q.public@example.com'],
  [
    'Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
    'Mary Smith|mary@x.test; |jdoe@example.org; Who?|one@y.test',
  ],
  [
    '<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
    '|boss@nil.test; Giant; "Big" Box|sysservices@example.net',
  ],
  ['A Group:Ed Jones <c@a.test>,joe@where.test;', 'A Group:[Ed Jones|c@a.test; |joe@where.test]'],
  ['Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', 'Pete|pete@silly.test'],
  [
    "A Group(Some people)\r\n :Chris Jones <c@(Chris's host.)public.example>,\r\n joe@example.org,\r\n John <jdoe@one.test> (my dear friend); (the end of the group)",
    'A Group:[Chris Jones|c@public.example; |joe@example.org; John|jdoe@one.test]',
  ],
  ['Joe Q. Public <john.q.public@example.com>', 'Joe Q. Public|john.q.public@example.com'],
  ['jdoe@test   . example', '|jdoe@test.example'],
  ['jdoe@example.test (John Doe)', 'John Doe|jdoe@example.test'],
  ['a@[IPv6:2001:db8::1], b@[192.0.2.1]', '|a@[IPv6:2001:db8::1]; |b@[192.0.2.1]'],
  ['=?utf-8?q?J=C3=A9r=C3=B4me?= <j@x.test>', 'Jérôme|j@x.test'],
  ['broken <a@b, next@c.test', 'broken|a@b; |next@c.test'],
  ['nothing', '|nothing@'],
  // What senders really write, seen in comparing with other servers: the address is still there.
  ['<<a@b.test>>', '|a@b.test'],
  ['a@b.test>, c@d.test', '|a@b.test; |c@d.test'],
  ['"Open <a@b.test>, c@d.test', 'Open|a@b.test; |c@d.test'],
  ['J. \\"Q\\" Public <a@b.test>', 'J. "Q" Public|a@b.test'],
  ['"" <a@b.test>', '|a@b.test'],
  [', ,;', ''],
] as const) {
  test(`addresses: ${value}`, () => {
    const show = (list: ReturnType<typeof parseAddressList>): string =>
      list
        .map((address) =>
          address.kind === 'group'
            ? `${displayName(address)}:[${show(address.members)}]`
            : `${address.name ? displayName(address) : ''}|${address.localPart}@${address.domain}`,
        )
        .join('; ');
    assert.equal(show(parseAddressList(value)), expected);
  });
}

test('an address list never throws and never exceeds its cap', () => {
  const token = fc.constantFrom(
    'a',
    '@',
    '<',
    '>',
    ',',
    ';',
    ':',
    '"',
    '\\',
    '(',
    ')',
    '[',
    ']',
    ' ',
    '.',
    '\r\n ',
    '\xe9',
  );
  fc.assert(fc.property(fc.array(token), (tokens) => parseAddressList(tokens.join(''), 5).length <= 5));
});

// Parameters: RFC 2231 §3, §4 and what senders really write.
for (const [value, name, expected] of [
  [
    '; URL*0="ftp://"; URL*1="cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"',
    'url',
    'ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar',
  ],
  ["; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", 'title', 'This is ***fun***'],
  [
    "; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
    'title',
    "This is even more ***fun*** isn't it!",
  ],
  ['; title*1=b; title*0=a', 'title', 'ab'],
  ["; filename*=iso-8859-1''%e9t%e9; filename=ete", 'filename', 'été'],
  ['; filename="=?utf-8?q?=C3=A9?="', 'filename', 'é'],
  ['; filename="caf\xc3\xa9.txt"', 'filename', 'café.txt'],
  ['; name=no quotes here.txt; x=y', 'name', 'no quotes here.txt'],
  ['; name="never ends', 'name', 'never ends'],
  ['; charset = us-ascii (Plain text)', 'charset', 'us-ascii'],
  ['; name="a;b\\"c"', 'name', 'a;b"c'],
  [';;; name=x', 'name', 'x'],
  ['; name', 'name', null],
  ['; charset=utf-8 format=flowed', 'charset', 'utf-8'],
  ['; charset=utf-8 format=flowed', 'format', 'flowed'],
  ['; charset="utf-8" (x) format=flowed; delsp=yes', 'format', 'flowed'],
  [' charset=utf-8', 'charset', 'utf-8'],
  ['; name=a report of type 2.txt', 'name', 'a report of type 2.txt'],
] as const) {
  test(`parameter ${name} of ${value}`, () =>
    assert.equal(decodeParameter(parseParameters(value, 0, 100), name), expected));
}

// Dates: RFC 5322 §3.3, §4.3, Appendix A.
for (const [value, expected] of [
  ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
  ['Tue, 1 Jul 2003 10:52:37 +0200', '2003-07-01T08:52:37.000Z'],
  ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
  [
    'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)',
    '1969-02-14T03:02:00.000Z',
  ],
  ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06.000Z'],
  ['Wed, 17 Jul 1996 02:23:25 -0700 (PDT)', '1996-07-17T09:23:25.000Z'],
  ['Mon, 1 Jan 101 00:00:00 EST', '2001-01-01T05:00:00.000Z'],
  ['Sat, 31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59.000Z'],
  ['1 January 2020 1:02', '2020-01-01T01:02:00.000Z'],
  ['yesterday', null],
  ['32 Jan 2020 00:00:00 +0000', null],
  ['', null],
] as const) {
  test(`date: ${value}`, () => assert.equal(parseDate(value)?.toISOString() ?? null, expected));
}

test('formatDate writes what parseDate reads', () => {
  assert.equal(formatDate(new Date('1997-11-21T15:55:06Z'), -360), 'Fri, 21 Nov 1997 09:55:06 -0600');
  assert.equal(formatDate(new Date('2026-11-02T00:00:00Z'), 330), 'Mon, 2 Nov 2026 05:30:00 +0530');
  const seconds = fc.date({ min: new Date('1950-01-01'), max: new Date('2049-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(seconds, fc.integer({ min: -720, max: 840 }), (date, zone) => {
      assert.equal(parseDate(formatDate(date, zone))?.getTime(), Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});

// Base subjects: RFC 5256 §2.1.
for (const [subject, base, isReply] of [
  ['Hello', 'Hello', false],
  ['Re: Hello', 'Hello', true],
  ['RE:  re: Fwd: FW: Hello (fwd) (FWD) ', 'Hello', true],
  ['[list] Re: [list] Hello', 'Hello', true],
  ['Re[2]: Hello', 'Hello', true],
  ['[PATCH] fix', 'fix', false],
  ['[alone]', '[alone]', false],
  ['[Fwd: Re: Hello]', 'Hello', true],
  ['[Fwd: [Fwd: Hello] (fwd)]', 'Hello', true],
  ['Regarding: Hello', 'Regarding: Hello', false],
  ['=?utf-8?q?Re=3A_=C3=A9t=C3=A9?=', 'été', true],
  ['a\t b\r\n  c', 'a b c', false],
  ['Re:', '', true],
  ['', '', false],
] as const) {
  test(`base subject of ${JSON.stringify(subject)}`, () => {
    assert.equal(baseSubject(subject), base);
    assert.equal(splitSubject(subject).isReplyOrForward, isReply);
  });
}

test('message identifiers lose brackets, needless quotes and what stands between them (RFC 5256 §2.2)', () => {
  assert.deepEqual(
    parseMessageIds(' <"01KF8JCEOCBS0045PS"@xxx.yyy.com>\r\n (<no@c>) "<no@q>" text <a@b>,<c@d> <>< e @f> <open'),
    ['01KF8JCEOCBS0045PS@xxx.yyy.com', 'a@b', 'c@d', 'e@f'],
  );
});

test('thread keys: References, otherwise the first of In-Reply-To (RFC 5256 §3)', () => {
  const keys = (header: string) => threadKeys(scanMessage(Buffer.from(`${header}\n\n`)));
  assert.deepEqual(
    keys('Message-ID: <m@x>\nReferences: <a@x> <b@x>\n <a@x> <m@x>\nIn-Reply-To: <c@x>\nSubject: Re: s'),
    {
      messageId: 'm@x',
      references: ['a@x', 'b@x'],
      baseSubject: 's',
      isReplyOrForward: true,
    },
  );
  assert.deepEqual(keys('In-Reply-To: your mail <c@x> <d@x>').references, ['c@x']);
  assert.deepEqual(keys(''), { messageId: null, references: [], baseSubject: '', isReplyOrForward: false });
});
