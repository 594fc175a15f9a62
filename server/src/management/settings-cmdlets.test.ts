import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ByteSize,
  ListChange,
  type ManagementValue,
  ScriptText,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import { transportServiceSettings } from '../domain/configuration/transport-service-settings.ts';
import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import { imapSettings } from '../protocols/imap/settings.ts';
import { popSettings } from '../protocols/pop3/settings.ts';
import { invoke, openTestManagement } from './testing/management.fixture.ts';

const everything = ['Organization Management'];
const day = '1.00:00:00';
const most = 2_147_483_647;

type Accepted = readonly (readonly [given: ManagementValue, printed: string])[];

interface ParameterCase {
  readonly name: string;
  readonly of: 'Imap' | 'Pop' | 'both';
  readonly accepts: Accepted;
  readonly refuses: readonly ManagementValue[];
  /** In the refusal, beside the parameter and the value. */
  readonly range?: string;
}

const booleans: Pick<ParameterCase, 'accepts' | 'refuses'> = {
  accepts: [
    [true, 'true'],
    [false, 'false'],
    [1, 'true'],
    [0, 'false'],
  ],
  refuses: ['yes', 2, null],
};
const count = (min: number, max: number): Pick<ParameterCase, 'accepts' | 'refuses' | 'range'> => ({
  accepts: [
    [min, String(min)],
    [max, String(max)],
    [String(min), String(min)],
  ],
  refuses: [min - 1, max + 1, -1],
  range: `${min} to ${max}`,
});
const bindings: Pick<ParameterCase, 'accepts' | 'refuses'> = {
  accepts: [
    ['10.0.0.1:1143', '10.0.0.1:1143'],
    [['0.0.0.0:1143', ':::1143'], '0.0.0.0:1143,[::]:1143'],
    ['0.0.0.0:1143,[::]:1143', '0.0.0.0:1143,[::]:1143'],
    [new ScriptText('[::]:1143'), '[::]:1143'],
    [null, ''],
  ],
  refuses: ['0.0.0.0', '0.0.0.0:0', '0.0.0.0:65536', 'localhost:143', 'IPaddress:Port', '0.0.0.0:143:SSL'],
};
const connections: Pick<ParameterCase, 'accepts' | 'refuses'> = {
  accepts: [
    [new ScriptText('Dublin01.Contoso.com:995:SSL'), 'Dublin01.Contoso.com:995:SSL'],
    ['mail.contoso.com:143:tls', 'mail.contoso.com:143:TLS'],
    [['mail.contoso.com:993:SSL', 'mail.contoso.com:143:'], 'mail.contoso.com:993:SSL,mail.contoso.com:143'],
    [null, ''],
  ],
  refuses: ['mail.contoso.com', 'mail.contoso.com:70000:SSL', 'mail.contoso.com:993:TLS1.3', 'mail contoso:993'],
};

/** Reference §1.1, a line a parameter. */
const cases: readonly ParameterCase[] = [
  {
    name: 'AuthenticatedConnectionTimeout',
    of: 'both',
    accepts: [
      ['00:00:30', '00:00:30'],
      [day, day],
      [86_400, day],
      ['30', '00:00:30'],
      [new TimeSpan(90_000), '00:01:30'],
    ],
    refuses: ['00:00:29', '1.00:00:01', 29, 86_401, new TimeSpan(-1000), '-30'],
    range: `00:00:30 to ${day}`,
  },
  {
    name: 'PreAuthenticatedConnectionTimeout',
    of: 'both',
    accepts: [
      ['00:00:30', '00:00:30'],
      ['01:00:00', '01:00:00'],
      [3600, '01:00:00'],
    ],
    refuses: ['00:00:29', '01:00:01', 29, 3601],
    range: '00:00:30 to 01:00:00',
  },
  { name: 'Banner', of: 'both', accepts: [['Ready.', 'Ready.']], refuses: ['two\r\nlines', '', 'é', '[ALERT] x'] },
  { name: 'MaxConnections', of: 'both', ...count(1, most) },
  { name: 'MaxConnectionFromSingleIP', of: 'both', ...count(1, most) },
  { name: 'MaxConnectionsPerUser', of: 'both', ...count(1, most) },
  { name: 'MaxCommandSize', of: 'Imap', ...count(1024, 16_384) },
  { name: 'MaxCommandSize', of: 'Pop', ...count(40, 1024) },
  {
    name: 'LoginType',
    of: 'both',
    accepts: [
      ['plaintextlogin', 'PlainTextLogin'],
      [2, 'PlainTextAuthentication'],
      ['3', 'SecureLogin'],
      ['Secure', 'SecureLogin'],
    ],
    refuses: ['PlainText', 0, 4, 'TLS'],
  },
  { name: 'EnableGSSAPIAndNTLMAuth', of: 'both', ...booleans },
  {
    name: 'ExtendedProtectionPolicy',
    of: 'both',
    accepts: [
      ['allow', 'Allow'],
      ['Require', 'Require'],
      ['None', 'None'],
    ],
    refuses: ['Always', ''],
  },
  { name: 'EnforceCertificateErrors', of: 'both', ...booleans },
  {
    name: 'X509CertificateName',
    of: 'both',
    accepts: [['mail.contoso.com', 'mail.contoso.com']],
    refuses: ['x'.repeat(257)],
  },
  { name: 'SSLBindings', of: 'both', ...bindings },
  { name: 'UnencryptedOrTLSBindings', of: 'both', ...bindings },
  { name: 'InternalConnectionSettings', of: 'both', ...connections },
  { name: 'ExternalConnectionSettings', of: 'both', ...connections },
  {
    name: 'CalendarItemRetrievalOption',
    of: 'both',
    accepts: [
      ['icalendar', 'iCalendar'],
      [3, 'Custom'],
      ['1', 'IntranetUrl'],
      ['InternetUrl', 'InternetUrl'],
    ],
    refuses: [4, 'Outlook'],
  },
  {
    name: 'OwaServerUrl',
    of: 'both',
    accepts: [
      ['https://mail.contoso.com/owa', 'https://mail.contoso.com/owa'],
      [null, ''],
    ],
    refuses: ['mail', 'javascript:alert(1)'],
  },
  {
    name: 'MessageRetrievalMimeFormat',
    of: 'both',
    accepts: [
      [0, 'TextOnly'],
      ['TextEnriched', 'TextEnrichedOnly'],
      ['3', 'TextEnrichedOnly'],
      ['tnef', 'Tnef'],
      [5, 'BestBodyFormat'],
    ],
    refuses: [7, 'Text'],
  },
  {
    name: 'MessageRetrievalSortOrder',
    of: 'Pop',
    accepts: [
      ['descending', 'Descending'],
      [0, 'Ascending'],
    ],
    refuses: ['Random', 2],
  },
  { name: 'ShowHiddenFoldersEnabled', of: 'Imap', ...booleans },
  { name: 'EnableExactRFC822Size', of: 'both', ...booleans },
  { name: 'SuppressReadReceipt', of: 'both', ...booleans },
  { name: 'ProtocolLogEnabled', of: 'both', ...booleans },
  {
    name: 'LogFileLocation',
    of: 'both',
    accepts: [
      ['/var/log/relais', '/var/log/relais'],
      ['%ExchangeInstallPath%Logging\\X', '%ExchangeInstallPath%Logging\\X'],
      ['Logging..old', 'Logging..old'],
    ],
    refuses: [[], '', ' ', '../../../../tmp/x', 'a\\..\\..\\b', '%ExchangeInstallPath%..\\x', 'C:..\\x']
      // What the server keeps in the data directory is no place for a log.
      .concat([
        'C:\\accounts',
        'd:/Accounts/0a',
        '/data/certificates',
        '%ExchangeInstallPath%system.db',
        'C:\\',
        '/data',
      ]),
  },
  {
    name: 'LogFileRollOverSettings',
    of: 'both',
    accepts: [
      [1, 'Hourly'],
      ['weekly', 'Weekly'],
      ['Monthly', 'Monthly'],
      [2, 'Daily'],
    ],
    refuses: [0, 5, 'Yearly'],
  },
  {
    name: 'LogPerFileSizeQuota',
    of: 'both',
    accepts: [
      [0, '0 B (0 bytes)'],
      ['2MB', '2 MB (2,097,152 bytes)'],
      ['2000000', new ByteSize(2_000_000).toString()],
      ['unlimited', 'Unlimited'],
      [Unlimited.value, 'Unlimited'],
    ],
    refuses: ['two', -1, '2 PB'],
  },
  {
    name: 'ProxyTargetPort',
    of: 'both',
    accepts: [
      [1993, '1993'],
      [9933, '9933'],
    ],
    refuses: [0, 65_536, 'imap'],
  },
];

for (const protocol of ['Imap', 'Pop'] as const) {
  const definition: SettingsDefinition = protocol === 'Imap' ? imapSettings : popSettings;
  test(`Set-${protocol}Settings has every parameter of reference §1.1, and of ours those that are named here`, () => {
    const ours =
      protocol === 'Imap'
        ? [
            'DisabledCapabilities',
            'CommandsPerSecond',
            'PreAuthenticatedCommandsPerSecond',
            'MessageLimit',
            'SaveLimit',
          ]
        : [];
    const expected = [...ours, ...cases.filter(({ of }) => of === protocol || of === 'both').map(({ name }) => name)];
    assert.deepEqual(Object.keys(definition.declarations).toSorted(), expected.toSorted());
  });
  test(`Set-${protocol}Settings says in its help which parameters change nothing here`, () => {
    for (const [name, { withoutEffect, help }] of Object.entries(definition.declarations)) {
      assert.equal(/change(s|ing) nothing|no effect/i.test(help.en), withoutEffect === true, `${name}: ${help.en}`);
      assert.equal(
        /ne change rien|sans rien changer|sans effet/i.test(help.fr),
        withoutEffect === true,
        `${name} : ${help.fr}`,
      );
    }
  });
  for (const { name, of, accepts, refuses, range } of cases) {
    if (of !== protocol && of !== 'both') continue;
    test(`Set-${protocol}Settings -${name} takes what it may and refuses the rest by name`, async () => {
      const { services, hostFor } = await openTestManagement();
      const host = hostFor(everything);
      const configured = (): string =>
        String((services.settings.configured(definition) as Record<string, ManagementValue>)[name] ?? '');
      for (const [given, printed] of accepts) {
        const { error } = await invoke(host, `Set-${protocol}Settings`, { [name]: given });
        assert.equal(error, null, `${String(given)}: ${error?.message}`);
        assert.equal(configured(), printed, String(given));
      }
      const before = configured();
      for (const given of refuses) {
        const { error } = await invoke(host, `Set-${protocol}Settings`, { [name]: given });
        assert.ok(error !== null, `${name} ${String(given)} was accepted`);
        assert.ok(error.message.includes(name), error.message);
        assert.equal(error.parameter, name);
        if (given !== null) assert.ok(error.message.includes(String(given)), error.message);
        if (range !== undefined) assert.ok(error.message.includes(range), error.message);
      }
      assert.equal(configured(), before);
    });
  }
}

test('lists take additions and removals, and null', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const external = (): readonly string[] => services.settings.configured(imapSettings).ExternalConnectionSettings;
  await invoke(host, 'Set-ImapSettings', { ExternalConnectionSettings: ['a.test:993:SSL', 'b.test:143:TLS'] });
  await invoke(host, 'Set-ImapSettings', {
    ExternalConnectionSettings: new ListChange(['c.test:993:ssl', 'A.test:993:SSL'], ['B.TEST:143:tls']),
  });
  assert.deepEqual(external(), ['a.test:993:SSL', 'c.test:993:SSL']);
  await invoke(host, 'Set-ImapSettings', { ExternalConnectionSettings: { Add: ['d.test:993:SSL'] } });
  assert.deepEqual(external(), ['a.test:993:SSL', 'c.test:993:SSL', 'd.test:993:SSL']);
  const { error } = await invoke(host, 'Set-ImapSettings', {
    ExternalConnectionSettings: new ListChange(['nonsense'], []),
  });
  assert.equal(error?.id, 'ParameterArgumentTransformationError');
  await invoke(host, 'Set-ImapSettings', { ExternalConnectionSettings: null });
  assert.deepEqual(external(), []);
});

test('the placeholder of the documents is answered with what belongs there', async () => {
  const { hostFor } = await openTestManagement();
  const { error } = await invoke(hostFor(everything), 'Set-ImapSettings', {
    Identity: 'CAS01',
    AuthenticatedConnectionTimeout: 'TimeValue',
  });
  assert.equal(error?.id, 'ParameterArgumentTransformationError');
  assert.match(error?.message ?? '', /Cannot convert value "TimeValue".*for example 00:30:00/);
  const french = await invoke(
    hostFor(everything),
    'Set-ImapSettings',
    { PreAuthenticatedConnectionTimeout: 'TimeValue' },
    'fr',
  );
  assert.match(french.error?.message ?? '', /Impossible de convertir la valeur « TimeValue ».*par exemple 00:30:00/);
});

test('bare seconds are echoed as a span', async () => {
  const { hostFor } = await openTestManagement();
  const { warnings } = await invoke(hostFor(everything), 'Set-ImapSettings', {
    AuthenticatedConnectionTimeout: '3600',
  });
  assert.ok(
    warnings.includes('-AuthenticatedConnectionTimeout: 3600 was taken as seconds: 01:00:00.'),
    warnings.join('\n'),
  );
});

test('a bare number of an age is days, as Exchange reads it: -MessageTrackingLogMaxAge 30 keeps the log', async () => {
  const { services, hostFor } = await openTestManagement();
  const ages = [
    'MessageTrackingLogMaxAge',
    'MessageExpirationTimeout',
    'DelayNotificationTimeout',
    'ConnectivityLogMaxAge',
    'SendProtocolLogMaxAge',
    'ReceiveProtocolLogMaxAge',
  ] as const;
  for (const name of ages) {
    const { warnings, error } = await invoke(hostFor(everything), 'Set-TransportService', { [name]: '30' });
    assert.equal(error, null, name);
    assert.ok(warnings.includes(`-${name}: 30 was taken as days: 30.00:00:00.`), warnings.join('\n'));
    assert.equal(services.settings.configured(transportServiceSettings)[name].totalSeconds, 30 * 86_400, name);
  }
  // In the forms of before nothing changes.
  await invoke(hostFor(everything), 'Set-TransportService', { MessageExpirationTimeout: '12:00:00' });
  assert.equal(services.settings.configured(transportServiceSettings).MessageExpirationTimeout.totalSeconds, 43_200);
});

test('the slips of the documents are taken for what they mean, with a line that says so', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const slips: readonly (readonly [string, ManagementValue, string])[] = [
    ['MaxConnectionsFromSingleIP', 20, 'MaxConnectionFromSingleIP'],
    ['ProtocolLoggingEnabled', true, 'ProtocolLogEnabled'],
    ['Identity', 'CAS01', 'Server'],
  ];
  for (const [slip, value, meant] of slips) {
    const { warnings, error } = await invoke(host, 'set-imapsettings', { [slip]: value, Banner: slip });
    assert.equal(error, null);
    assert.ok(warnings.includes(`-${slip} was taken as -${meant}.`), warnings.join('\n'));
  }
  assert.equal(services.settings.configured(imapSettings).MaxConnectionFromSingleIP, 20);
  assert.equal(services.settings.configured(imapSettings).ProtocolLogEnabled, true);
});

test('parameter names: any case, unambiguous prefix; ambiguous, unknown and doubled ones are refused', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-PopSettings', { EXTERNALCONNECTIONSETTING: 'mail.test:995:SSL' });
  assert.deepEqual(services.settings.configured(popSettings).ExternalConnectionSettings, ['mail.test:995:SSL']);
  const ambiguous = await invoke(host, 'Set-PopSettings', { MaxConn: 5 });
  assert.equal(ambiguous.error?.id, 'AmbiguousParameter');
  assert.match(ambiguous.error?.message ?? '', /-MaxConnections -MaxConnectionFromSingleIP|-MaxConnectionFromSingleIP/);
  const unknown = await invoke(host, 'Set-PopSettings', { MaxConections: 5 });
  assert.match(unknown.error?.message ?? '', /'MaxConections'. Did you mean -MaxConnections\?/);
  const doubled = await invoke(host, 'Set-PopSettings', { Server: 'CAS01', Identity: 'CAS01' });
  assert.equal(doubled.error?.id, 'ParameterAlreadyBound');
});

test('a change warns in Exchange’s words until the restart, a no-op says so, a value below an RFC’s floor is advised on', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const changed = await invoke(host, 'Set-ImapSettings', { AuthenticatedConnectionTimeout: '00:01:00' });
  assert.deepEqual(changed.warnings.length, 2);
  assert.match(changed.warnings[0] ?? '', /00:01:00 is below the 00:30:00 that RFC 9051 §5.4/);
  assert.equal(
    changed.warnings[1],
    'Changes to IMAP4 settings will only take effect after all Microsoft Exchange IMAP4 services are restarted on server CAS01.',
  );
  const again = await invoke(host, 'Set-ImapSettings', { AuthenticatedConnectionTimeout: '00:01:00' });
  assert.deepEqual(again.warnings, [
    "The command completed successfully but no settings of 'CAS01\\1' have been modified.",
  ]);
  const published = await invoke(host, 'Set-ImapSettings', { ExternalConnectionSettings: 'mail.test:993:SSL' });
  assert.match(published.warnings.join(), /ExternalConnectionSettings will only be published .*\(iisreset\)/);
  assert.doesNotMatch(published.warnings.join(), /IMAP4 services are restarted/);
});

test('the server is meant by name, FQDN, GUID, DN or object; another one is refused in Exchange’s words', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const { objects } = await invoke(host, 'Get-ImapSettings');
  const dn = String(objects[0]?.DistinguishedName).replace(/^.*?(CN=CAS01)/, '$1');
  for (const server of [
    'CAS01',
    'cas01',
    'cas01.example.test',
    services.server.guid,
    dn,
    'CAS01\\1',
    '/o=Contoso/ou=x/cn=Configuration/cn=Servers/cn=CAS01',
  ]) {
    assert.equal((await invoke(host, 'Get-ImapSettings', { Server: server })).error, null, server);
  }
  const { error } = await invoke(host, 'Set-ImapSettings', { Server: 'CAS02', Banner: 'x' });
  assert.equal(error?.id, 'ManagementObjectNotFound');
  assert.equal(
    error?.message,
    "The operation couldn't be performed because object 'CAS02' couldn't be found on 'cas01.example.test'.",
  );
});

test('Get-ImapSettings prints in the order of reference §1.3', async () => {
  const { hostFor } = await openTestManagement();
  const { objects } = await invoke(hostFor(everything), 'Get-ImapSettings');
  const order = `RunspaceId ProtocolName Name MaxCommandSize ShowHiddenFoldersEnabled UnencryptedOrTLSBindings SSLBindings DisabledCapabilities CommandsPerSecond PreAuthenticatedCommandsPerSecond MessageLimit SaveLimit InternalConnectionSettings
    ExternalConnectionSettings X509CertificateName Banner LoginType AuthenticatedConnectionTimeout PreAuthenticatedConnectionTimeout MaxConnections
    MaxConnectionFromSingleIP MaxConnectionsPerUser MessageRetrievalMimeFormat ProxyTargetPort CalendarItemRetrievalOption OwaServerUrl
    EnableExactRFC822Size SuppressReadReceipt ProtocolLogEnabled EnforceCertificateErrors LogFileLocation LogFileRollOverSettings LogPerFileSizeQuota
    ExtendedProtectionPolicy EnableGSSAPIAndNTLMAuth Server AdminDisplayName ExchangeVersion DistinguishedName Identity Guid ObjectCategory ObjectClass
    WhenChanged WhenCreated WhenChangedUTC WhenCreatedUTC OrganizationId OriginatingServer IsValid ObjectState`;
  assert.deepEqual(Object.keys(objects[0] ?? {}), order.split(/\s+/));
  assert.equal(objects[0]?.Identity, 'CAS01\\1');
});

test('-WhatIf on a time-out names the sessions it would touch, and changes nothing', async () => {
  const { services, clock, hostFor, connect } = await openTestManagement();
  connect({ protocol: 'IMAP4', user: 'alice@example.test', client: 'Thunder\u0007bird' });
  clock.advance(120_000);
  connect({ protocol: 'IMAP4', user: 'bob@example.test', remoteAddress: '192.0.2.9' });
  connect({ protocol: 'POP3', user: 'carol@example.test' });
  const { whatIf, error } = await invoke(hostFor(everything), 'Set-ImapSettings', {
    AuthenticatedConnectionTimeout: '00:01:00',
    WhatIf: true,
  });
  assert.equal(error, null);
  assert.match(whatIf[0] ?? '', /^What if: Setting the IMAP4 settings of server "CAS01"/);
  assert.match(whatIf[1] ?? '', /concerns 2 live session\(s\); 1 of them/);
  assert.ok(
    whatIf.some((line) =>
      line.includes('alice@example.test from 192.0.2.1, Thunder?bird: idle 00:02:00, would be closed'),
    ),
    whatIf.join('\n'),
  );
  assert.ok(!whatIf.join().includes('carol'));
  assert.deepEqual(services.settings.pending(imapSettings), []);
  assert.deepEqual(await services.audit.search({ limit: 10 }), []);
});

test('-WhatIf on a time-out says what it would have done to sessions that have ended', async () => {
  const { services, clock, hostFor, connect } = await openTestManagement();
  const limits = { MaxConnections: 100, MaxConnectionFromSingleIP: 100, MaxConnectionsPerUser: 100 };
  const visit = (client: string | null, signsInAfter: number, stays: number): void => {
    const session = connect({ protocol: 'IMAP4', client });
    clock.advance(signsInAfter);
    session.user = 'alice@example.test';
    services.liveSessions.admitUser(session, 'alice', limits);
    session.lastActivity = clock.now();
    clock.advance(stays);
    services.liveSessions.leave(session, 'client-gone');
  };
  const whatIfOf = async (cmdlet: string, setting: string, value = '00:01:00'): Promise<string> =>
    (await invoke(hostFor(everything), cmdlet, { [setting]: value, WhatIf: true })).whatIf.join('\n');
  assert.doesNotMatch(await whatIfOf('Set-ImapSettings', 'AuthenticatedConnectionTimeout'), /ended/);
  visit('Thunder\u0007bird', 1_000, 90_000);
  visit('Thunder\u0007bird', 75_000, 61_000);
  visit(null, 1_000, 3_600_000);
  visit('quick', 1_000, 30_000);
  services.liveSessions.leave(connect({ protocol: 'IMAP4' }), 'client-gone');
  const silent = await whatIfOf('Set-ImapSettings', 'AuthenticatedConnectionTimeout');
  assert.match(
    silent,
    /Of 4 session\(s\) that ended in the last 01:04:19, 3 had been silent for longer than 00:01:00 .* longest silence was 01:00:00\./,
  );
  assert.match(silent, /By program: Thunder\?bird \(2\), unnamed \(1\)\./);
  const slow = await whatIfOf('Set-ImapSettings', 'PreAuthenticatedConnectionTimeout', '00:01:10');
  assert.match(slow, /1 had taken longer than 00:01:10 to sign in .* the slowest took 00:01:15\./);
  assert.doesNotMatch(await whatIfOf('Set-PopSettings', 'AuthenticatedConnectionTimeout'), /ended/);
});

test('-WhatIf on a limit names those beyond it', async () => {
  const { clock, hostFor, connect } = await openTestManagement();
  for (const _ of [1, 2, 3]) {
    connect({ protocol: 'POP3', user: 'alice@example.test' });
    clock.advance(1000);
  }
  const { whatIf } = await invoke(hostFor(everything), 'Set-PopSettings', { MaxConnectionsPerUser: 2, WhatIf: true });
  assert.ok(
    whatIf.some((line) => line.includes('MaxConnectionsPerUser 2: 1 of 3 live session(s) would be over the limit')),
    whatIf.join('\n'),
  );
});

test('every change is audited with what it changed, and so is what was refused', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-ImapSettings', { MaxConnectionsPerUser: 20 });
  await invoke(host, 'Set-ImapSettings', { Server: 'CAS02', MaxConnectionsPerUser: 20 });
  await invoke(host, 'Set-ImapSettings', { MaxConnectionsPerUser: 0 });
  await invoke(host, 'Get-ImapSettings');
  const entries = await services.audit.search({ limit: 10 });
  assert.deepEqual(
    entries.map(({ cmdlet, succeeded, objectModified }) => [cmdlet, succeeded, objectModified]),
    [
      ['Set-ImapSettings', false, null],
      ['Set-ImapSettings', false, null],
      ['Set-ImapSettings', true, 'CAS01\\1'],
    ],
  );
  assert.deepEqual(entries[2]?.parameters, [{ name: 'MaxConnectionsPerUser', value: '20' }]);
  assert.deepEqual(entries[2]?.modifiedProperties, [{ name: 'MaxConnectionsPerUser', oldValue: 16, newValue: 20 }]);
  assert.deepEqual(await services.audit.prove(), { kind: 'intact', entries: 3 });
});

test('one port is not opened twice: an error within a service, a warning with another', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const within = await invoke(host, 'Set-ImapSettings', { SSLBindings: '10.0.0.1:143' });
  assert.equal(within.error?.id, 'BindingInUse');
  assert.match(within.error?.message ?? '', /10\.0\.0\.1:143 can't be in SSLBindings and in UnencryptedOrTLSBindings/);
  const swapped = await invoke(host, 'Set-ImapSettings', {
    SSLBindings: '10.0.0.1:143',
    UnencryptedOrTLSBindings: null,
  });
  assert.equal(swapped.error, null, swapped.error?.message);
  const withPop = await invoke(host, 'Set-ImapSettings', { SSLBindings: '127.0.0.1:995' });
  assert.match(withPop.warnings.join(), /127\.0\.0\.1:995 is also configured for PopSettings SSLBindings/);
  const withSmtp = await invoke(host, 'Set-ImapSettings', { SSLBindings: '[::]:587' });
  assert.match(withSmtp.warnings.join(), /is also configured for Receive connector "Client Frontend CAS01"/);
  assert.deepEqual(services.settings.configured(imapSettings).SSLBindings, ['[::]:587']);
});

test('-ApplyNow restarts what the change waits for, and only who may restart has it', async () => {
  const { services, serviceLog, hostFor, connect } = await openTestManagement();
  connect({ protocol: 'IMAP4', user: 'alice@example.test' });
  const host = hostFor(everything);
  const timeout = await invoke(host, 'Set-ImapSettings', {
    AuthenticatedConnectionTimeout: '01:00:00',
    ApplyNow: true,
  });
  assert.equal(timeout.error, null, timeout.error?.message);
  assert.match(timeout.warnings.join(), /1 live session\(s\) will be closed/);
  assert.deepEqual(services.settings.pending(imapSettings), []);
  await invoke(host, 'Set-ImapSettings', { ExternalConnectionSettings: 'mail.test:993:SSL', ApplyNow: true });
  assert.deepEqual(serviceLog, ['restart MSExchangeImap4', 'restart W3SVC']);
  await invoke(host, 'Set-ImapSettings', { Banner: 'x', ApplyNow: true, WhatIf: true });
  assert.equal(serviceLog.length, 2);
});

test('a list of bindings that is in its own way is refused', async () => {
  const { hostFor } = await openTestManagement();
  const SSLBindings = ['0.0.0.0:5993', '127.0.0.1:5993'];
  const { error } = await invoke(hostFor(everything), 'Set-ImapSettings', { SSLBindings });
  assert.equal(error?.id, 'BindingInUse');
  assert.match(error?.message ?? '', /0\.0\.0\.0:5993 and 127\.0\.0\.1:5993/);
});

test('a binding on an address that is not of this machine is accepted with a warning', async () => {
  const { hostFor } = await openTestManagement();
  const warningsOf = async (binding: string): Promise<string> =>
    (await invoke(hostFor(everything), 'Set-PopSettings', { SSLBindings: [binding] })).warnings.join('\n');
  // RFC 5737 §3: TEST-NET-1 is nobody's.
  assert.match(await warningsOf('192.0.2.77:5995'), /No network interface .+ 192\.0\.2\.77:5995/);
  for (const here of ['127.0.0.1:5995', '0.0.0.0:5995', '[::]:5995'])
    assert.doesNotMatch(await warningsOf(here), /network interface/);
});

test('no refusal shows a pattern', async () => {
  const { hostFor } = await openTestManagement();
  for (const cmdlet of ['Set-ImapSettings', 'Set-PopSettings']) {
    for (const [language, words] of [
      ['en', /printable ASCII .*begin with \[/],
      ['fr', /ASCII imprimable.* par \[/],
    ] as const) {
      const { error } = await invoke(hostFor(everything), cmdlet, { Banner: 'Bonjour à tous' }, language);
      assert.match(error?.message ?? '', words);
      assert.doesNotMatch(error?.message ?? '', /\\x21/);
    }
  }
});
