import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnumFlags, ListChange, type ManagementValue, TimeSpan, Unlimited } from '@relais/management-contract';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];
const name = 'Client Frontend CAS01';

interface ParameterCase {
  readonly name: string;
  readonly accepts: readonly (readonly [given: ManagementValue, printed: string])[];
  readonly refuses: readonly ManagementValue[];
  readonly range?: string;
}

const boolean = (parameter: string): ParameterCase => ({
  name: parameter,
  accepts: [
    [true, 'true'],
    [false, 'false'],
  ],
  refuses: ['maybe', 2, null],
});
const count = (parameter: string, min: number, max: number, unlimited = false): ParameterCase => ({
  name: parameter,
  accepts: [
    [min, String(min)],
    [max, String(max)],
    ...(unlimited ? [['unlimited', 'Unlimited'] as const, [Unlimited.value, 'Unlimited'] as const] : []),
  ],
  refuses: [min - 1, max + 1, 'many', ...(unlimited ? [] : ['unlimited'])],
});
const most = 2_147_483_647;

/** Reference §2.1, a line a parameter. */
const cases: readonly ParameterCase[] = [
  boolean('AdvertiseClientSettings'),
  {
    name: 'AuthMechanism',
    accepts: [
      ['tls', 'Tls'],
      [['Tls', 'BasicAuth'], 'Tls, BasicAuth'],
      ['BasicAuth, Tls, BasicAuthRequireTLS', 'Tls, BasicAuth, BasicAuthRequireTLS'],
      ['None', 'None'],
      [new EnumFlags(['Integrated']), 'Integrated'],
    ],
    refuses: ['Kerberos', 'None, Tls', ''],
  },
  {
    name: 'PermissionGroups',
    accepts: [
      ['AnonymousUsers', 'AnonymousUsers'],
      ['ExchangeUsers, Partners', 'ExchangeUsers, Partners'],
      ['none', 'None'],
      ['Custom', 'Custom'],
      [['ExchangeServers', 'ExchangeLegacyServers'], 'ExchangeServers, ExchangeLegacyServers'],
    ],
    refuses: ['Everyone', 'None, Partners'],
  },
  {
    name: 'Bindings',
    accepts: [
      ['0.0.0.0:2587', '0.0.0.0:2587'],
      [['0.0.0.0:2587', '[::]:2587'], '0.0.0.0:2587,[::]:2587'],
    ],
    refuses: ['2587', '0.0.0.0:99999', 'smtp:587'],
  },
  {
    name: 'RemoteIPRanges',
    accepts: [
      ['192.168.1.1', '192.168.1.1'],
      ['192.168.1.0/24', '192.168.1.0/24'],
      [['10.0.0.1-10.0.0.9', '::1'], '10.0.0.1-10.0.0.9,::1'],
    ],
    refuses: ['192.168.1', '10.0.0.9-10.0.0.1', '10.0.0.0/64'],
  },
  { name: 'Fqdn', accepts: [['mail.contoso.com', 'mail.contoso.com']], refuses: ['mail contoso', ''] },
  {
    name: 'Banner',
    accepts: [
      ['220 hello', '220 hello'],
      [null, ''],
    ],
    refuses: ['hello', '221 hello', '220 a\r\n220 b'],
  },
  {
    name: 'Comment',
    accepts: [
      ['note', 'note'],
      [null, ''],
    ],
    refuses: ['x'.repeat(1025)],
  },
  boolean('Enabled'),
  {
    name: 'ConnectionTimeout',
    accepts: [
      ['00:05:01', '00:05:01'],
      ['1.00:00:00', '1.00:00:00'],
      [600, '00:10:00'],
    ],
    refuses: ['00:00:00', '1.00:00:01', '00:05:00', 'TimeValue'],
  },
  {
    name: 'ConnectionInactivityTimeout',
    accepts: [
      ['00:00:01', '00:00:01'],
      ['00:09:59', '00:09:59'],
    ],
    refuses: ['00:00:00', '00:10:00', '1.00:00:01'],
  },
  count('MaxInboundConnection', 1, most, true),
  count('MaxInboundConnectionPerSource', 1, 10_000, true),
  count('MaxInboundConnectionPercentagePerSource', 1, 100),
  {
    name: 'MaxMessageSize',
    accepts: [
      [65_536, '64 KB (65,536 bytes)'],
      ['35MB', '35 MB (36,700,160 bytes)'],
      [most, '2 GB (2,147,483,647 bytes)'],
    ],
    refuses: [65_535, '2GB', 'unlimited', 'big'],
  },
  {
    name: 'MaxHeaderSize',
    accepts: [
      [1, '1 B (1 bytes)'],
      ['128KB', '128 KB (131,072 bytes)'],
    ],
    refuses: [0, '2GB', 'long'],
  },
  count('MaxHopCount', 1, 500),
  count('MaxLocalHopCount', 0, 50),
  count('MaxLogonFailures', 0, 10),
  count('MaxProtocolErrors', 0, most, true),
  count('MaxRecipientsPerMessage', 1, 512_000),
  count('MessageRateLimit', 1, most, true),
  {
    name: 'MessageRateSource',
    accepts: [
      ['User', 'User'],
      ['All', 'IPAddress, User'],
      ['None', 'None'],
      ['IPAddress, User', 'IPAddress, User'],
    ],
    refuses: ['Domain'],
  },
  {
    name: 'TarpitInterval',
    accepts: [
      ['00:00:00', '00:00:00'],
      ['00:00:05', '00:00:05'],
      [7, '00:00:07'],
    ],
    refuses: ['00:10:01', 'slow'],
  },
  {
    name: 'MaxAcknowledgementDelay',
    accepts: [
      ['00:00:30', '00:00:30'],
      ['00:00:00', '00:00:00'],
    ],
    refuses: ['1.00:00:01'],
  },
  ...[
    'RequireTLS',
    'RequireEHLODomain',
    'DomainSecureEnabled',
    'LongAddressesEnabled',
    'OrarEnabled',
    'SuppressXAnonymousTls',
    'BareLinefeedRejectionEnabled',
    'DeliveryStatusNotificationEnabled',
    'EightBitMimeEnabled',
    'EnhancedStatusCodesEnabled',
    'PipeliningEnabled',
    'EnableAuthGSSAPI',
    'SmtpUtf8Enabled',
    'BinaryMimeEnabled',
    'ChunkingEnabled',
    'ImplicitTls',
  ].map(boolean),
  {
    name: 'SizeEnabled',
    accepts: [
      ['disabled', 'Disabled'],
      ['EnabledWithoutValue', 'EnabledWithoutValue'],
      [0, 'Enabled'],
    ],
    refuses: ['Yes'],
  },
  {
    name: 'ProtocolLoggingLevel',
    accepts: [
      ['verbose', 'Verbose'],
      ['None', 'None'],
    ],
    refuses: ['Debug'],
  },
  {
    name: 'ExtendedProtectionPolicy',
    accepts: [
      ['Allow', 'Allow'],
      [2, 'Require'],
    ],
    refuses: ['Deny'],
  },
  {
    name: 'TransportRole',
    accepts: [
      ['Frontend', 'FrontendTransport'],
      ['HubTransport', 'HubTransport'],
    ],
    refuses: ['Edge'],
  },
  {
    name: 'TlsCertificateName',
    accepts: [
      ['<I>CN=CA<S>CN=mail', '<I>CN=CA<S>CN=mail'],
      [null, ''],
    ],
    refuses: ['x'.repeat(1025)],
  },
  {
    name: 'TlsDomainCapabilities',
    accepts: [
      ['a', 'a'],
      [null, ''],
    ],
    refuses: ['x'.repeat(1025)],
  },
  {
    name: 'ServiceDiscoveryFqdn',
    accepts: [
      ['a.test', 'a.test'],
      [null, ''],
    ],
    refuses: ['x'.repeat(256)],
  },
  {
    name: 'DefaultDomain',
    accepts: [
      ['contoso.com', 'contoso.com'],
      [null, ''],
    ],
    refuses: ['x'.repeat(256), 'x.test\r\nX-Injected: 1'],
  },
  {
    name: 'Name',
    accepts: [['x'.repeat(64), 'x'.repeat(64)]],
    refuses: ['x'.repeat(65), 'Default Frontend CAS01', 'back\\slash'],
  },
];

for (const { name: parameter, accepts, refuses } of cases) {
  test(`Set-ReceiveConnector -${parameter} takes what it may and refuses the rest by name`, async () => {
    const { hostFor } = await openTestManagement();
    const host = hostFor(everything);
    const [connector] = (await invoke(host, 'Get-ReceiveConnector', { Identity: name })).objects;
    const guid = String(connector?.Guid);
    const value = async (): Promise<string> =>
      String((await invoke(host, 'Get-ReceiveConnector', { Identity: guid })).objects[0]?.[parameter] ?? '');
    for (const given of refuses) {
      const { error } = await invoke(host, 'Set-ReceiveConnector', { Identity: guid, [parameter]: given });
      assert.ok(error !== null, `${parameter} ${String(given)} was accepted`);
      assert.ok(error.message.includes(parameter) || error.parameter !== undefined, error.message);
      assert.notEqual(error.id, 'UnexpectedError', error.message);
    }
    for (const [given, printed] of accepts) {
      const { error } = await invoke(host, 'Set-ReceiveConnector', { Identity: guid, [parameter]: given });
      assert.equal(error, null, `${String(given)}: ${error?.message}`);
      assert.equal(await value(), printed, String(given));
    }
  });
}

test('connectors are found by name, Server\\Name, GUID, DN and wildcards; $null means all', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const found = async (identity: ManagementValue): Promise<number> =>
    (await invoke(host, 'Get-ReceiveConnector', { Identity: identity })).objects.length;
  const [connector] = (await invoke(host, 'Get-ReceiveConnector', { Identity: name })).objects;
  for (const identity of [
    `CAS01\\${name}`,
    `cas01.example.test\\${name}`,
    String(connector?.Guid),
    String(connector?.DistinguishedName),
    name.toUpperCase(),
  ])
    assert.equal(await found(identity), 1, identity);
  assert.equal(await found('*CAS01'), 3);
  assert.equal(await found('client*'), 2);
  assert.equal(await found('*nothing*'), 0);
  assert.equal(await found(null), 3);
  assert.equal(
    (await invoke(host, 'Get-ReceiveConnector', { Identity: 'No such' })).error?.id,
    'ManagementObjectNotFound',
  );
  assert.equal(
    (await invoke(host, 'Get-ReceiveConnector', { Identity: name, Server: 'CAS01' })).error?.id,
    'AmbiguousParameterSet',
  );
});

test('Get-ReceiveConnector prints in the captured order (reference §2.5)', async () => {
  const { hostFor } = await openTestManagement();
  const [connector] = (await invoke(hostFor(everything), 'Get-ReceiveConnector', { Identity: name })).objects;
  const names = Object.keys(connector ?? {});
  assert.deepEqual(names.slice(0, 6), [
    'RunspaceId',
    'AuthMechanism',
    'Banner',
    'BinaryMimeEnabled',
    'Bindings',
    'ChunkingEnabled',
  ]);
  assert.deepEqual(names.slice(-8), [
    'WhenCreated',
    'WhenChangedUTC',
    'WhenCreatedUTC',
    'OrganizationId',
    'Id',
    'OriginatingServer',
    'IsValid',
    'ObjectState',
  ]);
  assert.equal(String(connector?.AuthMechanism), 'Tls, Integrated, BasicAuth, BasicAuthRequireTLS');
  assert.equal(connector?.Identity, 'CAS01\\Client Frontend CAS01');
});

for (const [usage, given, groups, mechanisms] of [
  ['Client', { RemoteIPRanges: '192.168.1.0/24' }, 'ExchangeUsers', 'Tls, Integrated, BasicAuth, BasicAuthRequireTLS'],
  ['Internal', { RemoteIPRanges: '192.168.1.0/24' }, 'ExchangeServers, ExchangeLegacyServers', 'Tls, ExchangeServer'],
  ['Internet', { Bindings: '0.0.0.0:2525' }, 'AnonymousUsers', 'Tls'],
  ['Partner', { Bindings: '0.0.0.0:2525', RemoteIPRanges: '192.168.1.0/24' }, 'Partners', 'Tls'],
  ['Custom', { Bindings: '0.0.0.0:2525', RemoteIPRanges: '192.168.1.0/24' }, 'None', 'Tls'],
] as const) {
  test(`New-ReceiveConnector -${usage} gives what reference §2.1 says and asks for what it needs`, async () => {
    const { hostFor } = await openTestManagement();
    const host = hostFor(everything);
    for (const missing of Object.keys(given)) {
      const less = Object.fromEntries(Object.entries(given).filter(([key]) => key !== missing));
      const { error } = await invoke(host, 'New-ReceiveConnector', { Name: 'Made', [usage]: true, ...less });
      assert.equal(error?.parameter, missing);
    }
    const both = { Bindings: '0.0.0.0:2525', RemoteIPRanges: '192.168.1.0/24' };
    const surplus = await invoke(host, 'New-ReceiveConnector', { Name: 'Made', Usage: usage, ...both });
    assert.equal(surplus.error === null, Object.keys(given).length === 2);
    const made = await invoke(host, 'New-ReceiveConnector', {
      Name: 'Made too',
      Usage: usage.toLowerCase(),
      ...given,
      ...(Object.keys(given).length === 2 ? { Bindings: '0.0.0.0:2626' } : {}),
    });
    assert.equal(made.error, null, made.error?.message);
    assert.equal(String(made.objects[0]?.PermissionGroups), groups);
    assert.equal(String(made.objects[0]?.AuthMechanism), mechanisms);
  });
}

test('Remove-ReceiveConnector asks, obeys -WhatIf, and removes when told', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const asked = await invoke(host, 'Remove-ReceiveConnector', { Identity: name });
  assert.deepEqual(
    asked.records.map(({ kind }) => kind),
    ['confirm'],
  );
  await invoke(host, 'Remove-ReceiveConnector', { Identity: name, WhatIf: true, Confirm: false });
  assert.equal(services.receiveConnectors.list().length, 3);
  await invoke(host, 'Remove-ReceiveConnector', { Identity: name, Confirm: false });
  assert.equal(services.receiveConnectors.list().length, 2);
  assert.deepEqual(
    (await services.audit.search({ limit: 5 })).map(({ cmdlet }) => cmdlet),
    ['Remove-ReceiveConnector'],
  );
});

test('bindings take additions; a no-op says so', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-ReceiveConnector', {
    Identity: name,
    Bindings: new ListChange(['0.0.0.0:2587'], ['[::]:587']),
  });
  const [connector] = (await invoke(host, 'Get-ReceiveConnector', { Identity: name })).objects;
  assert.deepEqual(connector?.Bindings, ['0.0.0.0:587', '0.0.0.0:2587']);
  const { warnings } = await invoke(host, 'Set-ReceiveConnector', {
    Identity: name,
    TarpitInterval: new TimeSpan(5000),
  });
  assert.match(warnings.join(), /no settings of 'CAS01\\Client Frontend CAS01' have been modified/);
});

test('usage Lmtp makes a connector on loopback that speaks LMTP, and port 25 is refused to it (RFC 2033 §5)', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const { objects } = await invoke(host, 'New-ReceiveConnector', { Name: 'LMTP', Usage: 'Lmtp' });
  assert.deepEqual([objects[0]?.['Lmtp'], objects[0]?.['Bindings']], [true, ['127.0.0.1:24']]);
  const { error } = await invoke(host, 'Set-ReceiveConnector', { Identity: 'LMTP', Bindings: ['127.0.0.1:25'] });
  assert.match(JSON.stringify(error), /LMTP may not have port 25/);
});
