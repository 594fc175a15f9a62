import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressIn, pathOf } from './path.ts';

test('every address comes back from its path, whatever the identity holds', () => {
  for (const item of [null, 'CAS01', 'CAS01\\Default Frontend CAS01', 'a/b?c#d', '~new', 'é %41']) {
    const address = { area: 'servers', tab: 'servers', item, section: item === null ? null : 'imap4' };
    assert.deepEqual(addressIn(pathOf(address)), address);
  }
});

test('a broken escape is read as it stands', () => {
  assert.equal(addressIn('/ecp/servers/servers/%E0%A4%A').item, '%E0%A4%A');
});
