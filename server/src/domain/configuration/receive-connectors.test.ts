import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { configurationMigrations } from './configuration-migrations.ts';
import { newReceiveConnector } from './default-receive-connectors.ts';
import { openReceiveConnectors } from './open-receive-connectors.ts';
import { ReceiveConnectorError } from './receive-connector-rules.ts';
import type { ReceiveConnector, ReceiveConnectors } from './receive-connectors.ts';
import { selectReceiveConnector } from './select-receive-connector.ts';

const server: ServerFacts = {
  serverName: 'CAS01',
  fqdn: 'cas01.example.test',
  dataDirectory: '/d',
  bindAddress: '127.0.0.1',
  portOffset: 10_000,
};

function opening(): () => Promise<ReceiveConnectors> {
  const scope = memoryScope(configurationMigrations);
  const clock = new ManualClock();
  return () => openReceiveConnectors({ scope, clock, server });
}

test('the first run makes three connectors, bound as it was told', async () => {
  const connectors = await opening()();
  assert.deepEqual(
    connectors
      .list()
      .map(({ Name, Bindings, ImplicitTls, PermissionGroups }) => [Name, Bindings, ImplicitTls, PermissionGroups[0]]),
    [
      ['Default Frontend CAS01', ['127.0.0.1:10025'], false, 'AnonymousUsers'],
      ['Client Submissions TLS CAS01', ['127.0.0.1:10465'], true, 'ExchangeUsers'],
      ['Client Frontend CAS01', ['127.0.0.1:10587'], false, 'ExchangeUsers'],
    ],
  );
});

test('connectors come back with every property after a start, and removed ones stay away', async () => {
  const open = opening();
  const connectors = await open();
  const [first, second] = connectors.list();
  await connectors.update(first?.Guid ?? '', { TarpitInterval: TimeSpan.fromSeconds(7), Banner: '220 hello' });
  await connectors.remove(second?.Guid ?? '');
  const again = await open();
  assert.deepEqual(again.list(), connectors.list());
  assert.equal(again.list().length, 2);
  assert.equal(again.list()[0]?.TarpitInterval.toString(), '00:00:07');
});

test('changes count at once for connections and at the web restart for what users are shown', async () => {
  const connectors = await opening()();
  let changes = 0;
  connectors.onChange(() => (changes += 1));
  const [first] = connectors.list();
  await connectors.update(first?.Guid ?? '', { AdvertiseClientSettings: true });
  assert.equal(changes, 1);
  assert.equal(connectors.effectiveForWeb()[0]?.AdvertiseClientSettings, false);
  connectors.applyWebRestart();
  assert.equal(connectors.effectiveForWeb()[0]?.AdvertiseClientSettings, true);
});

const contradictions: readonly (readonly [string, Partial<ReceiveConnector>, keyof ReceiveConnector])[] = [
  ['BasicAuthRequireTLS without BasicAuth', { AuthMechanism: ['Tls', 'BasicAuthRequireTLS'] }, 'AuthMechanism'],
  ['BasicAuthRequireTLS without Tls', { AuthMechanism: ['BasicAuth', 'BasicAuthRequireTLS'] }, 'AuthMechanism'],
  [
    'ExternalAuthoritative beside BasicAuth',
    { AuthMechanism: ['ExternalAuthoritative', 'BasicAuth'], PermissionGroups: ['ExchangeServers'] },
    'AuthMechanism',
  ],
  [
    'ExternalAuthoritative without ExchangeServers',
    { AuthMechanism: ['ExternalAuthoritative', 'Tls'] },
    'PermissionGroups',
  ],
  ['RequireTLS without Tls', { AuthMechanism: [], RequireTLS: true }, 'RequireTLS'],
  [
    'an inactivity time-out as long as the time-out',
    { ConnectionInactivityTimeout: TimeSpan.fromSeconds(600) },
    'ConnectionInactivityTimeout',
  ],
  ['a banner that does not begin with 220', { Banner: 'hello' }, 'Banner'],
  ['a banner of two lines', { Banner: '220 a\r\n250 b' }, 'Banner'],
  ['a banner that begins with 2200', { Banner: '2200 a' }, 'Banner'],
  ['a taken name', { Name: 'client frontend cas01' }, 'Name'],
  ['a name of 65 characters', { Name: 'x'.repeat(65) }, 'Name'],
  ['no binding', { Bindings: [] }, 'Bindings'],
  ['a taken binding for the same clients', { Bindings: ['127.0.0.1:10587'] }, 'Bindings'],
  ['no range', { RemoteIPRanges: [] }, 'RemoteIPRanges'],
  ['a host name with a space', { Fqdn: 'mail contoso' }, 'Fqdn'],
  ['a host name of digits', { Fqdn: '12345' }, 'Fqdn'],
  ['an IP address for a host name', { Fqdn: '192.0.2.1' }, 'Fqdn'],
  ['a default domain of digits', { DefaultDomain: '12345' }, 'DefaultDomain'],
];
for (const [what, change, parameter] of contradictions) {
  test(`${what} is refused`, async () => {
    const connectors = await opening()();
    const wrong = newReceiveConnector(server, 0, { Name: 'New one', Bindings: ['127.0.0.1:2525'], ...change });
    await assert.rejects(
      connectors.create(wrong),
      (error) => error instanceof ReceiveConnectorError && error.parameter === parameter,
    );
    assert.equal(connectors.list().length, 3);
  });
}

test('CHUNKING may be turned off beside BinaryMimeEnabled, which changes nothing as BINARYMIME is not offered', async () => {
  const connectors = await opening()();
  const [first] = connectors.list();
  const changed = await connectors.update(first?.Guid ?? '', { ChunkingEnabled: false });
  assert.deepEqual([changed.ChunkingEnabled, changed.BinaryMimeEnabled], [false, true]);
});

test('one binding may serve several connectors when one range lies within the other; the narrower one wins', async () => {
  const connectors = await opening()();
  const printers = newReceiveConnector(server, 0, {
    Name: 'Printers',
    Bindings: ['127.0.0.1:10025'],
    RemoteIPRanges: ['192.0.2.0/24'],
  });
  await connectors.create(printers);
  const overlapping = newReceiveConnector(server, 0, {
    Name: 'Half',
    Bindings: ['127.0.0.1:10025'],
    RemoteIPRanges: ['192.0.2.128-192.0.3.5'],
  });
  await assert.rejects(connectors.create(overlapping), ReceiveConnectorError);
  const onPort = connectors.list().filter(({ Bindings }) => Bindings.includes('127.0.0.1:10025'));
  assert.equal(selectReceiveConnector(onPort, '192.0.2.77')?.Name, 'Printers');
  assert.equal(selectReceiveConnector(onPort, '198.51.100.1')?.Name, 'Default Frontend CAS01');
  assert.equal(selectReceiveConnector(onPort, '2001:db8::1')?.Name, 'Default Frontend CAS01');
  assert.equal(selectReceiveConnector([printers], '198.51.100.1'), null);
});
