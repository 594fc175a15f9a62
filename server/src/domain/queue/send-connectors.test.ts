import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential, SecureText } from '@relais/management-contract';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { formatAddressSpace, parseAddressSpace } from './address-space.ts';
import { newSendConnector } from './new-send-connector.ts';
import { openSendConnectors } from './open-send-connectors.ts';
import { queueMigrations } from './queue-migrations.ts';
import { selectSendConnector } from './route-recipient.ts';
import { SendConnectorError } from './send-connector-rules.ts';
import type { SendConnector } from './send-connectors.ts';
import { parseSmartHost } from './smart-host.ts';

test('address spaces are read with and without type and cost', () => {
  const read = (text: string): string | null => {
    const space = parseAddressSpace(text);
    return space === null ? null : formatAddressSpace(space);
  };
  assert.deepEqual(['*', 'smtp:*;1', ' SMTP:Contoso.com;5 ', '*.contoso.com', 'bücher.test'].map(read), [
    'SMTP:*;1',
    'SMTP:*;1',
    'SMTP:contoso.com;5',
    'SMTP:*.contoso.com;1',
    'SMTP:xn--bcher-kva.test;1',
  ]);
  for (const bad of ['', 'X400:a', 'contoso.com;0', 'contoso.com;101', '*contoso.com', 'a..b', 'a b', '*.'])
    assert.equal(parseAddressSpace(bad), null, bad);
});

test('smart hosts are names or addresses, with or without a port', () => {
  assert.deepEqual(parseSmartHost('Mail.ISP.test:587'), { host: 'mail.isp.test', port: 587 });
  for (const host of ['-1', 'a.-b.test', 'mail-.isp.test']) assert.equal(parseSmartHost(host), null, host);
  assert.deepEqual(parseSmartHost('[2001:db8::1]:2525'), { host: '2001:db8::1', port: 2525 });
  assert.deepEqual(parseSmartHost('2001:db8::1'), { host: '2001:db8::1', port: null });
  assert.deepEqual(parseSmartHost('[192.0.2.1]'), { host: '192.0.2.1', port: null });
  for (const bad of ['', 'a b', 'host:0', 'host:99999', '[mail.test]', '192.0.2.300', 'a@b'])
    assert.equal(parseSmartHost(bad), null, bad);
});

const connector = (Name: string, AddressSpaces: readonly string[], given: Partial<SendConnector> = {}): SendConnector =>
  newSendConnector(0, { Name, AddressSpaces, ...given });

test('the closest address space wins, then the lowest cost; a disabled connector never', () => {
  const all = [
    connector('all', ['*;1']),
    connector('sub', ['*.contoso.com;9']),
    connector('dear', ['contoso.com;5']),
    connector('cheap', ['contoso.com;2']),
    connector('off', ['contoso.com;1'], { Enabled: false }),
  ];
  const chosen = (domain: string): string | undefined => selectSendConnector(all, domain)?.Name;
  assert.deepEqual(['contoso.com', 'a.contoso.com', 'fabrikam.com', 'notcontoso.com'].map(chosen), [
    'cheap',
    'sub',
    'all',
    'all',
  ]);
  assert.equal(selectSendConnector(all.slice(1), 'fabrikam.com'), null);
  // As with Exchange, *.contoso.com is contoso.com too where nothing closer covers it.
  assert.equal(selectSendConnector(all.slice(0, 2), 'contoso.com')?.Name, 'sub');
});

test('a connector is kept with its credential, and one that contradicts itself is refused', async () => {
  const [scope, clock] = [memoryScope(queueMigrations), new ManualClock()];
  const store = await openSendConnectors({ scope, clock });
  let changes = 0;
  store.onChange(() => (changes += 1));
  const credential = new Credential('user', new SecureText('secret'));
  const smart = connector('ISP', ['*'], {
    SmartHosts: ['mail.isp.test'],
    SmartHostAuthMechanism: 'BasicAuthRequireTLS',
    AuthenticationCredential: credential,
  });
  await store.create(smart);
  const [read] = (await openSendConnectors({ scope, clock })).list();
  assert.deepEqual(read, smart);
  assert.equal(read?.DNSRoutingEnabled, false);
  const refused = async (work: Promise<unknown>, parameter: keyof SendConnector): Promise<void> => {
    await assert.rejects(work, (error) => error instanceof SendConnectorError && error.parameter === parameter);
  };
  await refused(store.create(connector('isp', ['*'])), 'Name');
  await refused(store.create(connector('x'.repeat(65), ['*'])), 'Name');
  await refused(store.create(connector('a\\b', ['*'])), 'Name');
  await refused(store.create(connector('x', [])), 'AddressSpaces');
  await refused(store.create(connector('x', ['*;200'])), 'AddressSpaces');
  await refused(store.update(smart.Guid, { SmartHosts: [] }), 'SmartHosts');
  await refused(store.update(smart.Guid, { DNSRoutingEnabled: true }), 'SmartHosts');
  await refused(store.update(smart.Guid, { AuthenticationCredential: null }), 'AuthenticationCredential');
  await refused(store.update(smart.Guid, { IgnoreSTARTTLS: true }), 'IgnoreSTARTTLS');
  await refused(store.update(smart.Guid, { TlsAuthLevel: 'EncryptionOnly' }), 'TlsAuthLevel');
  await refused(store.update(smart.Guid, { Fqdn: 'a b' }), 'Fqdn');
  for (const Fqdn of ['12345', '192.0.2.1']) await refused(store.update(smart.Guid, { Fqdn }), 'Fqdn');
  for (const space of ['12345', '*.2026', 'contoso.1'])
    await refused(store.create(connector('x', [space])), 'AddressSpaces');
  await store.update(smart.Guid, { Enabled: false });
  await store.remove(smart.Guid);
  assert.deepEqual([store.list(), changes], [[], 3]);
});
