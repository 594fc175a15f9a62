import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImapUrl } from './imap-url.ts';

test('the URLs of RFC 4469 and RFC 4467 are taken apart', () => {
  const part = parseImapUrl('/Drafts;UIDVALIDITY=385759045/;UID=20/;section=1.MIME');
  assert.deepEqual(
    [part?.mailbox, part?.uidValidity, part?.uid, part?.section],
    ['Drafts', 385_759_045, 20, { part: [1], text: 'MIME', fields: [] }],
  );
  const authorized = parseImapUrl(
    'imap://joe@example.com/INBOX/;uid=20/;section=1.2;expire=2027-01-01T00:00:00Z;urlauth=submit+fred:internal:91354a473744909de610943775f92038',
  );
  assert.equal(authorized?.user, 'joe');
  assert.equal(authorized?.mailbox, 'INBOX');
  assert.deepEqual(authorized?.section?.part, [1, 2]);
  assert.deepEqual(authorized?.auth, {
    rump: 'imap://joe@example.com/INBOX/;uid=20/;section=1.2;expire=2027-01-01T00:00:00Z;urlauth=submit+fred',
    expires: Date.UTC(2027, 0, 1),
    who: { access: 'submit', user: 'fred' },
    proof: { mechanism: 'INTERNAL', token: '91354a473744909de610943775f92038' },
  });
});

test('names are decoded, partial ranges and the selected mailbox are known (RFC 5092 §11)', () => {
  assert.equal(parseImapUrl('/%C3%89t%C3%A9/2026/;UID=1')?.mailbox, 'Été/2026');
  assert.equal(parseImapUrl(';UID=7/;section=TEXT')?.mailbox, undefined);
  assert.deepEqual(parseImapUrl('/a/;UID=7/;PARTIAL=10.5')?.partial, { offset: 10, length: 5 });
  assert.equal(parseImapUrl('/a/;UID=7/;PARTIAL=10')?.partial?.offset, 10);
});

test('what names no message is no URL for us', () => {
  for (const url of [
    '',
    '/INBOX',
    'http://x/;UID=1',
    '/a/;UID=1/;section=NOPE',
    '/%zz/;UID=1',
    '/a/;UID=1;urlauth=what',
  ])
    assert.equal(parseImapUrl(url), undefined, url);
});
