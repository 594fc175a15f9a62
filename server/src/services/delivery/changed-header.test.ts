import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeHeader } from '@relais/mime';
import { changedHeader } from './changed-header.ts';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const subjectOf = (header: string): string =>
  decodeHeader(
    /^Subject: ?((?:.*\r\n)(?:[ \t].*\r\n)*)/im
      .exec(header)?.[1]
      ?.replaceAll(/\r\n(?=[ \t])/g, '')
      .trimEnd() ?? '',
  );
const prefixed = (header: string, subjectPrefix: string): string =>
  changedHeader(latin1(header), { addedFields: [], subjectPrefix, removedFields: [] });

test('a prefix stands before the subject as it came, with its folds and its encoded words', () => {
  for (const [header, prefix, wanted] of [
    ['From: a\r\nSubject: plans\r\nTo: b\r\n', '[EXT] ', 'From: a\r\nSubject: [EXT] plans\r\nTo: b\r\n'],
    ['subject:plans\r\n', '[EXT] ', 'Subject: [EXT] plans\r\n'],
    ['SUBJECT \t:\r\n plans\r\n\tfor you\r\n', 'EXT:', 'Subject: EXT:plans\r\n\tfor you\r\n'],
    [
      'Subject: =?utf-8?Q?=C3=A9t=C3=A9?=\r\n =?utf-8?Q?!?=\r\n',
      '[EXT] ',
      'Subject: [EXT] =?utf-8?Q?=C3=A9t=C3=A9?=\r\n =?utf-8?Q?!?=\r\n',
    ],
    // Where the line would be too long, it is folded at the space.
    [`Subject: ${'x'.repeat(70)}\r\n`, '[EXT] ', `Subject: [EXT]\r\n ${'x'.repeat(70)}\r\n`],
    ['From: a\r\n', '[EXT] ', 'Subject: [EXT]\r\nFrom: a\r\n'],
    ['From: a\r\nSubject:\r\n', '[EXT] ', 'From: a\r\nSubject: [EXT]\r\n'],
    ['', '[EXT] ', 'Subject: [EXT]\r\n'],
    // Exchange does it again in a reply.
    ['Subject: RE: [EXT] x\r\n', '[EXT] ', 'Subject: [EXT] RE: [EXT] x\r\n'],
  ] as const)
    assert.equal(prefixed(header, prefix), wanted, header);
});

test('whatever stands before whatever, people read the one and then the other', () => {
  for (const prefix of ['[EXT] ', 'EXT:', 'Extérieur : ', 'Extérieur:', '外部', '=?x ', `${'é'.repeat(100)} `])
    for (const [written, read] of [
      ['plans', 'plans'],
      ['=?utf-8?Q?=C3=A9t=C3=A9?=', 'été'],
      ['=?utf-8?Q?=C3=A9t=C3=A9?= and more', 'été and more'],
      ['=?broken', '=?broken'],
      ['été', 'été'],
      ['plans =?iso-8859-1?Q?=E9t=E9?=', 'plans été'],
      [`many${' words'.repeat(30)}`, `many${' words'.repeat(30)}`],
      ['a\r\n b', 'a b'],
    ] as const) {
      const header = prefixed(`Subject: ${written}\r\nFrom: a\r\n`, prefix);
      assert.equal(subjectOf(header), `${prefix}${read}`, `${prefix} before ${written}: ${header}`);
      assert.match(header, /\r\nFrom: a\r\n$/);
      for (const line of header.split('\r\n')) assert.ok(line.length <= 998, line);
    }
});

test('a field is taken out as often as it stands there, folded or not, and nothing beside it', () => {
  const header = 'X-Mailer: one\r\n two\r\nFrom: a\r\nx-mailer :three\r\nX-Mailer2: four\r\n';
  assert.equal(
    changedHeader(header, { addedFields: ['X-Kind: new\r\n'], subjectPrefix: '', removedFields: ['x-mailer'] }),
    'X-Kind: new\r\nFrom: a\r\nX-Mailer2: four\r\n',
  );
});
