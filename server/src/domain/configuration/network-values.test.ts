import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddressRange, rangeSize } from './address-range.ts';
import { formatBinding, parseBinding } from './binding.ts';
import { formatConnectionSetting, parseConnectionSetting } from './connection-setting.ts';

test('bindings are read in the forms that documents and older prints use, and printed in one', () => {
  for (const [given, printed] of [
    ['0.0.0.0:143', '0.0.0.0:143'],
    ['[::]:143', '[::]:143'],
    [':::143', '[::]:143'],
    [' 10.0.0.1:993 ', '10.0.0.1:993'],
    ['[2001:DB8:0:0::1]:25', '[2001:db8::1]:25'],
  ] as const) {
    const binding = parseBinding(given);
    assert.equal(binding && formatBinding(binding), printed);
  }
  for (const wrong of [
    '',
    '143',
    '0.0.0.0',
    '0.0.0.0:',
    '0.0.0.0:65536',
    '256.0.0.1:25',
    'localhost:25',
    '[10.0.0.1]:25',
    '[::]',
    '[::]:-1',
    '0.0.0.0:143:SSL',
  ]) {
    assert.equal(parseBinding(wrong), null, wrong);
  }
});

test('connection settings are read in every documented form', () => {
  for (const [given, printed] of [
    ['Dublin01.Contoso.com:995:SSL', 'Dublin01.Contoso.com:995:SSL'],
    ['mail:143:tls', 'mail:143:TLS'],
    ['mail.contoso.com:110', 'mail.contoso.com:110'],
    ['mail.contoso.com:110:', 'mail.contoso.com:110'],
    ['192.0.2.1:993:Ssl', '192.0.2.1:993:SSL'],
    ['[2001:db8::1]:993:SSL', '[2001:db8::1]:993:SSL'],
    ['bücher.test:993:SSL', 'bücher.test:993:SSL'],
  ] as const) {
    const setting = parseConnectionSetting(given);
    assert.equal(setting && formatConnectionSetting(setting), printed);
  }
  for (const wrong of [
    '',
    'mail',
    'mail:',
    'mail:0',
    'mail:65536:SSL',
    'mail:993:STARTTLS',
    'mail contoso:993',
    ':993:SSL',
    '-x:993',
    '1.2.3:993',
    'a..b:993',
    'mail:993:SSL:TLS',
  ]) {
    assert.equal(parseConnectionSetting(wrong), null, wrong);
  }
});

test('address ranges: one address, first to last, CIDR, netmask', () => {
  for (const [given, size] of [
    ['192.0.2.1', 1n],
    ['192.0.2.1-192.0.2.9', 9n],
    ['10.0.0.0/8', 16_777_216n],
    ['192.0.2.0(255.255.255.0)', 256n],
    ['2001:db8::/64', 1n << 64n],
    ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 1n << 128n],
    ['0.0.0.0-255.255.255.255', 1n << 32n],
    ['::ffff:192.0.2.1', 1n],
  ] as const) {
    const range = parseAddressRange(given);
    assert.equal(range && rangeSize(range), size, given);
  }
  for (const wrong of [
    '',
    '192.0.2',
    '192.0.2.9-192.0.2.1',
    '192.0.2.0/33',
    '::/129',
    '192.0.2.1-::1',
    '192.0.2.0(255.0.255.0)',
    'contoso.com',
    '192.0.2.1-192.0.2.2-192.0.2.3',
  ]) {
    assert.equal(parseAddressRange(wrong), null, wrong);
  }
});
