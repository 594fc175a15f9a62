import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseBlockList, refuseDnsServer } from './dns-setting-values.ts';

test('a DNS server is an IP address, with a port or without', () => {
  for (const good of ['192.0.2.53', '127.0.0.1:5353', '::1', '2001:db8::53', '[::1]', '[2001:db8::53]:53'])
    assert.equal(refuseDnsServer(good), null, good);
  for (const bad of [
    '',
    'x y',
    '-1',
    'dns.contoso.com',
    '192.0.2.53:0',
    '192.0.2.53:99999',
    '[192.0.2.53]:53',
    '::1:x',
  ])
    assert.notEqual(refuseDnsServer(bad), null, bad);
});

test('the zone of a block list is a domain name', () => {
  assert.equal(refuseBlockList('zen.spamhaus.org'), null);
  for (const bad of ['', '-1', 'x y', '999', 'a..b']) assert.notEqual(refuseBlockList(bad), null, bad);
});
