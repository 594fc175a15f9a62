import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential, SecureText, toWire } from '@relais/management-contract';
import { invoke, openTestManagement, type TestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

async function put({ services }: TestManagement, to: string, sender = 'alice@example.test'): Promise<number> {
  const intake = services.queue.begin({
    sender,
    recipients: [{ address: to, notify: null, originalRecipient: null }],
    smtpUtf8: false,
    ret: null,
    envelopeId: null,
    authenticatedAs: null,
    source: 'SMTP',
    clientAddress: '192.0.2.7',
    language: null,
  });
  await intake.write(Buffer.from('Subject: Figures\r\nMessage-ID: <1@example.test>\r\n\r\n'));
  return (await intake.commit()).id;
}

test('a send connector is made, shown, changed and removed; its password is nowhere to be read', async () => {
  const management = await openTestManagement();
  const host = management.hostFor(everything);
  const made = await invoke(host, 'New-SendConnector', {
    Name: 'ISP',
    AddressSpaces: '*',
    SmartHosts: ['mail.isp.test:587'],
    SmartHostAuthMechanism: 'BasicAuthRequireTLS',
    AuthenticationCredential: new Credential('relay', new SecureText('s3cret-word')),
  });
  assert.equal(made.error, null);
  assert.deepEqual(made.objects[0]?.AddressSpaces, ['SMTP:*;1']);
  assert.equal(made.objects[0]?.DNSRoutingEnabled, false);
  assert.equal(String(made.objects[0]?.MaxMessageSize), '10 MB (10,485,760 bytes)');
  await invoke(host, 'Set-SendConnector', {
    Identity: 'isp',
    MaxMessageSize: '25MB',
    AuthenticationCredential: new Credential('relay', new SecureText('0ther-word')),
  });
  const shown = await invoke(host, 'Get-SendConnector', { Identity: 'I*' });
  assert.equal(String(shown.objects[0]?.MaxMessageSize), '25 MB (26,214,400 bytes)');
  const audited = await management.services.audit.search({ limit: null });
  assert.deepEqual(
    audited.map(({ cmdlet }) => cmdlet),
    ['Set-SendConnector', 'New-SendConnector'],
  );
  const readable = JSON.stringify([
    shown.objects.map((one) => toWire(one)),
    made.objects.map((one) => toWire(one)),
    audited,
  ]);
  assert.doesNotMatch(readable, /s3cret-word|0ther-word/);
  // Another smart host in one line, as during an outage: the password that it has no use for does not stand in the way.
  const replaced = await invoke(host, 'Set-SendConnector', {
    Identity: 'ISP',
    SmartHosts: ['relay.test'],
    SmartHostAuthMechanism: 'None',
  });
  assert.equal(replaced.error, null, replaced.error?.message);
  assert.match(replaced.warnings.join(), /AuthenticationCredential was removed/);
  assert.equal((await invoke(host, 'Get-SendConnector')).objects[0]?.AuthenticationCredential, null);
  const unchanged = await invoke(host, 'Set-SendConnector', { Identity: 'ISP', Port: 25 });
  assert.match(unchanged.warnings[0] ?? '', /no settings/);
  assert.equal((await invoke(host, 'Remove-SendConnector', { Identity: 'ISP', WhatIf: true })).whatIf.length, 1);
  await invoke(host, 'Remove-SendConnector', { Identity: 'ISP', Confirm: false });
  assert.deepEqual((await invoke(host, 'Get-SendConnector')).objects, []);
});

test('what Exchange has and this server does without is said, and the protocol log is no such thing', async () => {
  const host = (await openTestManagement()).hostFor(everything);
  const made = await invoke(host, 'New-SendConnector', {
    Name: 'x',
    AddressSpaces: '*',
    ProtocolLoggingLevel: 'Verbose',
    SourceTransportServers: ['CAS02'],
    UseExternalDNSServersEnabled: true,
  });
  assert.deepEqual(
    made.warnings.map((text) => text.split(' ')[0]),
    ['UseExternalDNSServersEnabled', 'SourceTransportServers'],
  );
  assert.equal(made.objects[0]?.UseExternalDNSServersEnabled, true);
  const mechanism = { SmartHosts: ['mail.isp.test'], SmartHostAuthMechanism: 'ExchangeServer' };
  const kerberos = await invoke(host, 'New-SendConnector', { Name: 'k', AddressSpaces: 'k.test', ...mechanism });
  assert.match(kerberos.warnings.join(), /signs in to no smart host/);
  const trusted = await invoke(host, 'Set-SendConnector', {
    Identity: 'k',
    SmartHostAuthMechanism: 'ExternalAuthoritative',
  });
  assert.match(trusted.warnings.join(), /means None here/);
  const refusalOf = async (space: string): Promise<string> =>
    (await invoke(host, 'New-SendConnector', { Name: 'y', AddressSpaces: space })).error?.message ?? '';
  assert.match(await refusalOf('--;1'), /Edge Transport/);
  assert.match(await refusalOf('Local:SMTP:contoso.com;1'), /without Local:/);
});

test('what contradicts itself is refused with the parameter, in both languages', async () => {
  const host = (await openTestManagement()).hostFor(everything);
  const refused = async (parameters: object, parameter: string): Promise<void> => {
    const { error } = await invoke(host, 'New-SendConnector', { Name: 'x', AddressSpaces: '*', ...parameters });
    assert.equal(error?.parameter, parameter, JSON.stringify(error));
  };
  await refused({ AddressSpaces: 'SMTP:*;0' }, 'AddressSpaces');
  await refused({ DNSRoutingEnabled: false }, 'SmartHosts');
  await refused({ SmartHosts: ['a b'] }, 'SmartHosts');
  await refused({ SmartHosts: ['h.test'], SmartHostAuthMechanism: 'BasicAuth' }, 'AuthenticationCredential');
  await refused({ SourceIPAddress: 'here' }, 'SourceIPAddress');
  await refused({ TlsAuthLevel: 'EncryptionOnly' }, 'TlsAuthLevel');
  await refused({ MaxMessageSize: 5 }, 'MaxMessageSize');
  const french = await invoke(host, 'New-SendConnector', { Name: 'x', AddressSpaces: 'a b' }, 'fr');
  assert.match(french.error?.message ?? '', /espace d’adressage/);
  const partner = await invoke(host, 'New-SendConnector', { Name: 'p', AddressSpaces: 'partner.test', Partner: true });
  assert.equal(partner.objects[0]?.RequireTLS, true);
});

test('queues are shown by number, domain and filter, stopped, let go and tried', async () => {
  const management = await openTestManagement();
  const { services, clock } = management;
  const host = management.hostFor(everything);
  await put(management, 'x@nowhere.test');
  const [submission, lost] = (await invoke(host, 'Get-Queue')).objects;
  // Exchange lists it always, so that a sum over all queues is a number when nothing waits.
  assert.deepEqual(
    [submission?.Identity, submission?.DeliveryType, submission?.Status, submission?.MessageCount],
    ['CAS01\\Submission', 'Undefined', 'Ready', 0],
  );
  assert.deepEqual(
    [lost?.Identity, lost?.DeliveryType, lost?.Status, lost?.MessageCount, lost?.NextHopDomain],
    ['CAS01\\Unreachable', 'Unreachable', 'Ready', 1, 'Unreachable Domain'],
  );
  await invoke(host, 'New-SendConnector', { Name: 'Internet', AddressSpaces: '*' });
  await invoke(host, 'Retry-Queue', { Identity: 'CAS01\\Unreachable', Resubmit: true });
  await put(management, 'y@contoso.com');
  const queues = (await invoke(host, 'Get-Queue', { Exclude: 'Empty', SortOrder: '-NextHopDomain' })).objects;
  assert.deepEqual(
    queues.map(({ NextHopDomain, DeliveryType, Status }) => [NextHopDomain, DeliveryType, Status]),
    [
      ['nowhere.test', 'DnsConnectorDelivery', 'Active'],
      ['contoso.com', 'DnsConnectorDelivery', 'Active'],
    ],
  );
  const identity = String(queues[1]?.Identity);
  for (const spelling of [identity, 'contoso.com', 'CAS01\\Contoso.com', 'cas01\\cont*', identity.split('\\')[1] ?? ''])
    assert.equal((await invoke(host, 'Get-Queue', { Identity: spelling })).objects[0]?.Identity, identity, spelling);
  for (const wrong of ['CAS02\\1', 'nobody.test', 'CAS01\\99'])
    assert.equal((await invoke(host, 'Get-Queue', { Identity: wrong })).error?.id, 'ManagementObjectNotFound');
  // `Get-TransportService | Get-Queue`, and Exchange's queues that never hold anything here.
  for (const server of ['CAS01', 'cas01.example.test'])
    assert.deepEqual(await invoke(host, 'Get-Queue', { Identity: server }), await invoke(host, 'Get-Queue'), server);
  for (const empty of ['CAS01\\Submission', 'Submission', 'cas01\\Poison']) {
    const listed = (await invoke(host, 'Get-Queue', { Identity: empty })).objects.map(({ Identity }) => Identity);
    assert.deepEqual(listed, /poison/i.test(empty) ? [] : ['CAS01\\Submission'], empty);
    assert.deepEqual((await invoke(host, 'Get-Message', { Queue: empty })).objects, []);
  }
  // `Get-Queue | Retry-Queue` meets it, and nothing is to be done.
  assert.equal((await invoke(host, 'Retry-Queue', { Identity: 'CAS01\\Submission' })).error, null);
  assert.equal(
    (await invoke(host, 'Suspend-Queue', { Identity: 'CAS01\\Poison' })).error?.id,
    'ManagementObjectNotFound',
  );
  assert.equal((await invoke(host, 'Get-Queue', { Identity: 'CAS02' })).error?.id, 'ManagementObjectNotFound');
  assert.equal(
    (await invoke(host, 'Get-Queue', { Identity: 'CAS02\\Submission' })).error?.id,
    'ManagementObjectNotFound',
  );
  await invoke(host, 'Suspend-Queue', { Filter: "NextHopDomain -eq 'contoso.com'" });
  assert.equal((await invoke(host, 'Get-Queue', { Identity: identity })).objects[0]?.Status, 'Suspended');
  await invoke(host, 'Resume-Queue', { Identity: identity });
  const { nextHop } = services.queue.hops().find((hop) => hop.nextHop.endsWith('contoso.com')) ?? { nextHop: '' };
  await services.queue.changeHop(nextHop, { attempts: 2, nextAttempt: clock.now() + 5000, lastError: '421 busy' });
  const [retrying] = (await invoke(host, 'Get-Queue', { Filter: "Status -eq 'Retry'" })).objects;
  assert.deepEqual([retrying?.RetryCount, retrying?.LastError], [2, '421 busy']);
  await invoke(host, 'Retry-Queue', { Filter: "Status -eq 'Retry'" });
  assert.equal(services.queue.hop(nextHop)?.nextAttempt, 0);
  assert.equal((await invoke(host, 'Suspend-Queue')).error?.id, 'MissingIdentityOrFilter');
});

test('messages are shown, kept, let go and removed, with and without a word to the sender', async () => {
  const management = await openTestManagement();
  const host = management.hostFor(everything);
  await invoke(host, 'New-SendConnector', { Name: 'Internet', AddressSpaces: '*' });
  const first = await put(management, 'x@contoso.com');
  const second = await put(management, 'y@contoso.com', 'bob@example.test');
  const third = await put(management, 'z@fabrikam.com');
  const shown = (await invoke(host, 'Get-Message', { Queue: 'contoso.com', IncludeRecipientInfo: true })).objects;
  assert.deepEqual(
    shown.map(({ FromAddress, Subject, Recipients, SourceIP }) => [FromAddress, Subject, Recipients, SourceIP]),
    [
      ['alice@example.test', 'Figures', ['x@contoso.com'], '192.0.2.7'],
      ['bob@example.test', 'Figures', ['y@contoso.com'], '192.0.2.7'],
    ],
  );
  assert.match(String(shown[0]?.Identity), new RegExp(`^CAS01\\\\\\d+\\\\${first}$`));
  const waiting =
    management.services.queue.hops().find(({ nextHop }) => nextHop.endsWith(' contoso.com'))?.nextHop ?? '';
  await management.services.queue.changeHop(waiting, {
    attempts: 1,
    nextAttempt: management.services.clock.now() + 60_000,
  });
  const retried = (await invoke(host, 'Get-Message', { SortOrder: '-Queue,-FromAddress', Queue: 'contoso.com' }))
    .objects;
  assert.deepEqual(
    retried.map(({ FromAddress, Status }) => [FromAddress, Status]),
    [
      ['bob@example.test', 'Retry'],
      ['alice@example.test', 'Retry'],
    ],
  );
  await management.services.queue.changeHop(waiting, { attempts: 0, nextAttempt: 0 });
  await invoke(host, 'Suspend-Message', { Identity: String(shown[0]?.Identity) });
  const stopped = await invoke(host, 'Get-Message', { Filter: "Status -eq 'Suspended'" });
  assert.deepEqual(
    stopped.objects.map(({ Identity }) => Identity),
    [shown[0]?.Identity],
  );
  await invoke(host, 'Resume-Message', { Filter: "FromAddress -like 'alice*'" });
  assert.deepEqual((await invoke(host, 'Get-Message', { Filter: "Status -eq 'Suspended'" })).objects, []);
  await invoke(host, 'Remove-Message', { Identity: String(first), WithNDR: false, Confirm: false });
  await invoke(host, 'Remove-Message', { Identity: String(third), Confirm: false });
  const left = (await invoke(host, 'Get-Message', { SortOrder: '+Identity', IncludeRecipientInfo: true })).objects;
  assert.deepEqual(left.map(({ FromAddress, Recipients }) => [FromAddress, Recipients]).toSorted(), [
    ['<>', ['alice@example.test']],
    ['bob@example.test', ['y@contoso.com']],
  ]);
  assert.equal((await invoke(host, 'Get-Message', { Identity: String(first) })).error?.id, 'ManagementObjectNotFound');
  const log = (await invoke(host, 'Get-MessageTrackingLog', { EventId: 'FAIL' })).objects;
  assert.deepEqual(
    log.map(({ Recipients, Sender, Source }) => [Recipients, Sender, Source]),
    [
      [['x@contoso.com'], 'alice@example.test', 'ADMIN'],
      [['z@fabrikam.com'], 'alice@example.test', 'ADMIN'],
    ],
  );
  const reports = await invoke(host, 'Get-MessageTrackingLog', { Reference: '1@EXAMPLE.test' });
  assert.deepEqual(
    reports.objects.map(({ EventId, Recipients }) => [EventId, Recipients]),
    [['DSN', ['alice@example.test']]],
  );
  assert.deepEqual((await invoke(host, 'Get-MessageTrackingLog', { Reference: '2@example.test' })).objects, []);
  const tracked = await invoke(host, 'Get-MessageTrackingLog', {
    Sender: 'bob@example.test',
    InternalMessageId: second,
  });
  assert.deepEqual(
    tracked.objects.map(({ EventId, MessageSubject, ClientIp }) => [EventId, MessageSubject, ClientIp]),
    [['RECEIVE', 'Figures', '192.0.2.7']],
  );
});

test('queues and messages stay as they are when it is only asked what would happen', async () => {
  const management = await openTestManagement();
  const { services } = management;
  const host = management.hostFor(everything);
  await invoke(host, 'New-SendConnector', { Name: 'Internet', AddressSpaces: '*' });
  await put(management, 'x@contoso.com');
  await put(management, 'x@fabrikam.com');
  await invoke(host, 'Suspend-Message', { Filter: "FromAddress -eq 'alice@example.test'" });
  await put(management, 'y@contoso.com');
  await invoke(host, 'Suspend-Queue', { Identity: 'fabrikam.com' });
  const [waiting] = services.queue.hops().filter(({ nextHop }) => nextHop.endsWith('contoso.com'));
  await services.queue.changeHop(waiting?.nextHop ?? '', { attempts: 2, nextAttempt: Number.MAX_SAFE_INTEGER });
  const everythingNow = async (): Promise<unknown> => [
    services.queue.hops(),
    (await invoke(host, 'Get-Message')).objects.map((one) => toWire(one)),
  ];
  const before = await everythingNow();
  for (const [cmdlet, parameters] of [
    ['Suspend-Queue', { Identity: 'contoso.com' }],
    ['Resume-Queue', { Identity: 'fabrikam.com' }],
    ['Retry-Queue', { Identity: 'contoso.com', Resubmit: true }],
    ['Suspend-Message', { Filter: "FromAddress -like '*'" }],
    ['Resume-Message', { Filter: "FromAddress -like '*'" }],
    ['Remove-Message', { Filter: "FromAddress -like '*'", WithNDR: false }],
  ] as const) {
    const { error, whatIf } = await invoke(host, cmdlet, { ...parameters, WhatIf: true });
    assert.equal(error, null, cmdlet);
    assert.ok(whatIf.length > 0, cmdlet);
    assert.deepEqual(await everythingNow(), before, cmdlet);
  }
});

test('who may do it: queues are the servers’ business, the tracking log the recipients’', async () => {
  const { hostFor } = await openTestManagement();
  const seen = async (group: string): Promise<ReadonlySet<string>> =>
    new Set((await hostFor([group]).describe()).map(({ name }) => name));
  const server = await seen('Server Management');
  assert.ok(server.has('Suspend-Queue') && server.has('New-SendConnector') && !server.has('Get-MessageTrackingLog'));
  const recipients = await seen('Recipient Management');
  assert.ok(
    recipients.has('Get-MessageTrackingLog') && !recipients.has('Get-Queue') && !recipients.has('Remove-Message'),
  );
  const viewer = await seen('View-Only Organization Management');
  assert.ok(viewer.has('Get-Queue') && viewer.has('Get-SendConnector') && !viewer.has('Retry-Queue'));
});
