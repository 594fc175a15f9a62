import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileName, mediaType, oneLine, referableIds } from './header-parts.ts';
import { addressText, parseRecipients } from './recipients.ts';

test('what others wrote is taken over as a header can carry it', () => {
  assert.equal(oneLine('Re: a\r\nBcc: x\u2028y'), 'Re: a Bcc: x y');
  assert.deepEqual(referableIds(['a@b.test', `${'x'.repeat(900)}`, `${'x'.repeat(901)}`, 'a b', 'é@b', 'a>b', '']), [
    'a@b.test',
    'x'.repeat(900),
  ]);
  assert.equal(fileName('r\n.pdf'), 'r .pdf');
  assert.equal(fileName('x'.repeat(255)), 'x'.repeat(255));
  assert.match(fileName(`${'x'.repeat(2_000)}.pdf`), /^x{200}…x{36}\.pdf$/);
  assert.equal(mediaType('image/png'), 'image/png');
  assert.equal(mediaType(`a/${'x'.repeat(128)}`), 'application/octet-stream');
  assert.equal(mediaType('text/plain\r\nX: 1'), 'application/octet-stream');
});

test('somebody whose name holds a line break can be answered', () => {
  const text = addressText([{ name: 'Mallory\r\nBcc: x@y.test', email: 'm@y.test' }]);
  assert.deepEqual(parseRecipients(text), {
    addresses: [{ name: 'Mallory Bcc: x@y.test', email: 'm@y.test' }],
    wrong: [],
  });
});
