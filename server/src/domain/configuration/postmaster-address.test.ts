import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusePostmaster } from './postmaster-address.ts';

test('a postmaster is an address in US-ASCII, without anything that could end a header line', () => {
  for (const good of ['postmaster@contoso.test', 'Mail.Team+x@contoso.test'])
    assert.equal(refusePostmaster(good), null);
  for (const bad of [
    '',
    'postmaster',
    'a@b.test>\r\nX-Injected: 1\r\n\r\nbody <x@y.test',
    'a@b.test\r\nX-Injected: 1',
    'a@b.test\nX: 1',
    'a\0@b.test',
    'a\u2028b@b.test',
    'é@b.test',
    'a b@b.test',
    `${'a'.repeat(65)}@b.test`,
  ])
    assert.notEqual(refusePostmaster(bad), null, JSON.stringify(bad));
});
