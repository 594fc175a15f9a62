import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeHeader, encodeHeader } from './encoded-words.ts';

// RFC 2047 §8 and what senders really write.
for (const [raw, expected] of [
  ['=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>', 'Keith Moore <moore@cs.utk.edu>'],
  ['=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?=', 'Patrik Fältström'],
  [
    '=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=',
    'If you can read this you understand the example.',
  ],
  ['(=?ISO-8859-1?Q?a?=)', '(a)'],
  ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
  ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
  ['(=?ISO-8859-1?Q?a?=\r\n  =?ISO-8859-1?Q?b?=)', '(ab)'],
  ['(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
  ['(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
  ['=?utf-8?b?w6k=?==?utf-8?q?=C3=A9?=', 'éé'],
  ['=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=', 'é'],
  ['=?iso-8859-1*fr?q?=E9t=E9?=', 'été'],
  ['=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=', '日本語'],
  // Each word begins and ends in ASCII: two escapes in a row wherever they meet.
  ['=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=\r\n =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=', 'テストテスト'],
  ['=?iso-2022-jp-2?B?GyRCRnxLXDhsGyhC?= =?cp50221?B?GyRCRnxLXDhsGyhC?=', '日本語日本語'],
  ['=?ANSI_X3.4-1968?Q?caf=C3=A9?=', 'café'],
  ['=?gb2312?B?1tDOxA==?=', '中文'],
  ['=?ISO-2022-KR?B?GyQpQw4+SDNnDw==?= =?ISO-2022-KR?B?DkdRMVsP?=', '안녕한글'],
  ['=?iso-2022-cn?B?GyQpQQ5EYzpDDw==?=', '你好'],
  ['=?HZ-GB-2312?Q?Hi_~{VPND~}!?=', 'Hi 中文!'],
  ['=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=', 'Привет'],
  ['=?x-unknown?Q?=C3=A9?=', 'é'],
  ['=?utf-8?x?abc?=', '=?utf-8?x?abc?='],
  ['caf\xc3\xa9', 'café'],
  ['caf\xe9', 'café'],
  ['already “text”', 'already “text”'],
] as const) {
  test(`${JSON.stringify(raw)} reads ${expected}`, () => assert.equal(decodeHeader(raw), expected));
}

test('what encodeHeader writes, decodeHeader reads, in words of at most 75 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
      const text = value
        .toWellFormed()
        .replace(/[\r\n\0]/g, '')
        .trim()
        .replace(/^\ufeff+/, '');
      const encoded = encodeHeader(text);
      assert.match(encoded, /^[\x20-\x7e\t]*$/);
      if (encoded !== text) for (const word of encoded.split(' ')) assert.ok(word.length <= 75, word);
      assert.equal(decodeHeader(encoded), text);
    }),
  );
});

test('a line break in a value is refused', () => {
  for (const text of ['a\r\nBcc: x', 'a\n', '\0']) assert.throws(() => encodeHeader(text), RangeError);
});

test('no bytes make decodeHeader throw', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decodeHeader(bytes) === 'string'));
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      (charset, text) => typeof decodeHeader(`=?${charset}?Q?${text}?=`) === 'string',
    ),
  );
});
