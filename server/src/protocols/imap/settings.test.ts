import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imapSettings } from './settings.ts';

const server = {
  serverName: 'CAS01',
  fqdn: 'cas01.example.test',
  dataDirectory: '/d',
  bindAddress: null,
  portOffset: 0,
};

test('the defaults are those of reference §1.1', () => {
  const values = imapSettings.defaults(server);
  assert.deepEqual(values.SSLBindings, ['[::]:993', '0.0.0.0:993']);
  assert.deepEqual(values.UnencryptedOrTLSBindings, ['[::]:143', '0.0.0.0:143']);
  assert.deepEqual(values.InternalConnectionSettings, ['cas01.example.test:993:SSL', 'cas01.example.test:143:TLS']);
  assert.deepEqual(values.ExternalConnectionSettings, []);
  assert.equal(values.AuthenticatedConnectionTimeout.toString(), '00:30:00');
  assert.equal(values.PreAuthenticatedConnectionTimeout.toString(), '00:01:00');
  assert.equal(values.MaxConnectionsPerUser, 16);
  assert.equal(values.MaxCommandSize, 10_240);
  assert.equal(values.Banner, 'The Microsoft Exchange IMAP4 service is ready.');
});

test('a setting that changes nothing says so in both languages', () => {
  for (const [name, { withoutEffect, help }] of Object.entries(imapSettings.declarations)) {
    assert.equal(/changes nothing/.test(help.en), withoutEffect === true, name);
    assert.equal(/sans effet/.test(help.fr), withoutEffect === true, name);
  }
});

test('a banner cannot be more than text: no response code, no second line', () => {
  const { type } = imapSettings.declarations.Banner;
  const pattern = new RegExp(type.kind === 'string' ? (type.pattern ?? '') : '');
  assert.match('Welcome [here]', pattern);
  assert.doesNotMatch('[ALERT] x', pattern);
  assert.doesNotMatch('a\r\n* BYE', pattern);
});
