import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

test('the documented bulk pattern: Get-User’s objects are identities for Set-CASMailbox', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-Mailbox', { Identity: 'alice', LastName: 'Martin' });
  const { objects } = await invoke(host, 'Get-User', { Filter: "LastName -eq 'martin'" });
  assert.equal(
    (await invoke(host, 'Set-CASMailbox', { Identity: String(objects[0]?.Identity), PopEnabled: false })).error,
    null,
  );
  assert.equal(services.directory.findMailbox('alice')?.popEnabled, false);
});

test('a mailbox speaks English or French in any form, in its time zone and with its formats, and nothing else', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const set = async (parameters: Readonly<Record<string, string | null>>): Promise<string | undefined> =>
    (await invoke(host, 'Set-MailboxRegionalConfiguration', { Identity: 'alice', ...parameters })).error?.id;
  assert.equal(await set({ Language: 'fr-CA', TimeZone: 'europe/paris' }), undefined);
  const [shown] = (await invoke(host, 'Get-MailboxRegionalConfiguration', { Identity: 'alice' })).objects;
  assert.deepEqual(
    [shown?.Language, shown?.TimeZone, shown?.DateFormat, shown?.TimeFormat],
    ['fr-CA', 'Europe/Paris', 'yyyy-MM-dd', 'HH:mm'],
  );
  assert.equal(await set({ TimeZone: 'romance standard time', TimeFormat: 'h:mm tt' }), undefined);
  const [outlook] = (await invoke(host, 'Get-MailboxRegionalConfiguration', { Identity: 'alice' })).objects;
  assert.deepEqual([outlook?.TimeZone, outlook?.TimeFormat], ['Romance Standard Time', 'h:mm tt']);
  assert.equal(await set({ Language: 'en' }), undefined);
  const [english] = (await invoke(host, 'Get-MailboxRegionalConfiguration', { Identity: 'alice' })).objects;
  assert.deepEqual(
    [english?.Language, english?.DateFormat, english?.TimeFormat, english?.TimeZone],
    ['en-US', 'M/d/yyyy', 'h:mm tt', 'Romance Standard Time'],
  );
  assert.equal(await set({ DateFormat: 'yyyy-yyyy-dd' }), 'InvalidRegionalConfiguration');
  assert.equal(await set({ TimeFormat: 'ss' }), 'InvalidRegionalConfiguration');
  assert.equal(await set({ Language: 'de-DE' }), 'InvalidRegionalConfiguration');
  assert.equal(await set({ TimeZone: 'Mars/Olympus' }), 'InvalidRegionalConfiguration');
  assert.equal(await set({ Language: null }), undefined);
  assert.equal(services.directory.findMailbox('alice')?.language, null);
});

test('domains are accepted, made the default and given up again', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const made = await invoke(host, 'New-AcceptedDomain', {
    Name: 'Contoso',
    DomainName: 'Contoso.COM',
    DomainType: 'internalrelay',
  });
  assert.deepEqual(
    [made.objects[0]?.DomainName, made.objects[0]?.DomainType, made.objects[0]?.Default],
    ['contoso.com', 'InternalRelay', false],
  );
  await invoke(host, 'Set-AcceptedDomain', { Identity: 'contoso.com', MakeDefault: true, DomainType: 0 });
  const all = (await invoke(host, 'Get-AcceptedDomain')).objects;
  assert.deepEqual(
    all.map(({ Name, Default }) => [Name, Default]),
    [
      ['Contoso', true],
      ['example.test', false],
    ],
  );
  assert.equal(
    (await invoke(host, 'Remove-AcceptedDomain', { Identity: 'Contoso', Confirm: false })).error?.id,
    'ObjectInUse',
  );
  assert.equal(
    (await invoke(host, 'Remove-AcceptedDomain', { Identity: 'example.test', Confirm: false })).error?.id,
    'ObjectInUse',
  );
  await invoke(host, 'New-AcceptedDomain', { Name: 'Sub', DomainName: '*.contoso.com' });
  assert.equal((await invoke(host, 'Get-AcceptedDomain', { Identity: '*.contoso.com' })).objects.length, 1);
  assert.equal((await invoke(host, 'Remove-AcceptedDomain', { Identity: 'Sub', Confirm: false })).error, null);
  for (const DomainName of ['bad domain', '-x.test', 'a..b', '']) {
    const { error } = await invoke(host, 'New-AcceptedDomain', { Name: 'Wrong', DomainName });
    assert.equal(error?.id, 'DataValidation', DomainName);
  }
});

test('the organization and its server describe themselves', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const [organization] = (await invoke(host, 'Get-OrganizationConfig')).objects;
  assert.deepEqual(
    [organization?.Name, organization?.DefaultDomain, organization?.Mailboxes],
    ['Contoso', 'example.test', 1],
  );
  const [server] = (await invoke(host, 'Get-ExchangeServer', { Identity: 'cas01' })).objects;
  assert.deepEqual([server?.Name, server?.ServerRole, server?.Edition], ['CAS01', 'Mailbox, ClientAccess', 'Standard']);
  assert.equal(
    (await invoke(host, 'Get-ClientAccessServer', { Identity: 'CAS09' })).error?.id,
    'ManagementObjectNotFound',
  );
});
