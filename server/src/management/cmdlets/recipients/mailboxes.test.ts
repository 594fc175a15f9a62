import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ByteSize, ListChange, type ManagementValue, SecureText, Unlimited } from '@relais/management-contract';
import { noFlags } from '../../../domain/mail/flags.ts';
import { markBackup } from '../../../storage/embedded/backup-in-progress.ts';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];
const bob = { Name: 'Bob Durand', UserPrincipalName: 'bob@example.test', Password: new SecureText('P@ss w0rd') };

test('New-Mailbox makes an account that can sign in, and its address follows from the name to sign in with', async () => {
  const { services, hostFor } = await openTestManagement();
  const { objects, error } = await invoke(hostFor(everything), 'New-Mailbox', bob);
  assert.equal(error, null, error?.message);
  assert.equal(objects[0]?.PrimarySmtpAddress, 'bob@example.test');
  assert.equal(objects[0]?.Alias, 'bob');
  const made = services.directory.findMailbox('Bob Durand');
  assert.equal(await services.directory.passwordHash(made?.guid ?? ''), 'hash of 9 characters');
});

test('New-Mailbox -Shared needs neither password nor name to sign in with', async () => {
  const { services, hostFor } = await openTestManagement();
  const { objects, error } = await invoke(hostFor(everything), 'New-Mailbox', {
    Name: 'Sales & Marketing',
    Shared: true,
  });
  assert.equal(error, null, error?.message);
  assert.equal(objects[0]?.RecipientTypeDetails, 'SharedMailbox');
  assert.equal(objects[0]?.PrimarySmtpAddress, 'salesmarketing@example.test');
  assert.equal(await services.directory.passwordHash(String(objects[0]?.Guid)), null);
});

test('New-Mailbox refuses what is missing, taken or elsewhere', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const refusals: readonly (readonly [Readonly<Record<string, ManagementValue>>, string, string])[] = [
    [{ Name: 'Bob' }, 'MissingMandatoryParameter', 'Password'],
    [{ ...bob, Name: 'Alice Martin' }, 'ObjectAlreadyExists', 'Name'],
    [{ ...bob, Alias: 'alice' }, 'ObjectAlreadyExists', 'Alias'],
    [{ ...bob, Name: 'alice martin', Alias: 'alice martin' }, 'DataValidation', 'Alias'],
    [{ ...bob, PrimarySmtpAddress: 'ALICE@example.test' }, 'ProxyAddressExists', 'PrimarySmtpAddress'],
    [{ ...bob, PrimarySmtpAddress: 'bob@elsewhere.test' }, 'NotAcceptedDomain', 'PrimarySmtpAddress'],
    [{ ...bob, PrimarySmtpAddress: 'not an address' }, 'DataValidation', 'PrimarySmtpAddress'],
    [{ ...bob, Password: 'plain text' }, 'ParameterArgumentTransformationError', 'Password'],
    [{ ...bob, Password: new SecureText('') }, 'PasswordNotAcceptable', 'Password'],
    [{ ...bob, Password: new SecureText('seven77') }, 'PasswordNotAcceptable', 'Password'],
  ];
  for (const [parameters, id, parameter] of refusals) {
    const [english, french] = [
      await invoke(host, 'New-Mailbox', parameters),
      await invoke(host, 'New-Mailbox', parameters, 'fr'),
    ];
    assert.equal(english.error?.id, id, english.error?.message);
    assert.equal(english.error?.parameter, parameter, english.error?.message);
    assert.notEqual(french.error?.message, english.error?.message);
  }
  assert.equal(services.directory.mailboxes().length, 1);
});

test('a mailbox is found in every form of identity, and in the one it prints', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const [alice] = (await invoke(host, 'Get-Mailbox', { Identity: 'alice' })).objects;
  const forms = [
    alice?.Name,
    alice?.Alias,
    alice?.Guid,
    alice?.DistinguishedName,
    alice?.Identity,
    alice?.LegacyExchangeDN,
    alice?.UserPrincipalName,
    'EXAMPLE\\alice',
    'ALICE@EXAMPLE.TEST',
  ];
  for (const form of forms) {
    const { objects, error } = await invoke(host, 'Get-Mailbox', { Identity: String(form) });
    assert.equal(objects[0]?.Guid, alice?.Guid, `${String(form)}: ${error?.message}`);
  }
  assert.equal((await invoke(host, 'Get-Mailbox', { Identity: alice ?? null })).objects.length, 1);
  assert.equal((await invoke(host, 'Get-Mailbox', { Identity: 'al*' })).objects.length, 1);
  assert.equal((await invoke(host, 'Get-Mailbox', { Anr: 'mart' })).objects.length, 1);
  assert.equal((await invoke(host, 'Get-Mailbox', { Anr: 'xyz' })).objects.length, 0);
});

test('-Filter, -SortBy and -ResultSize choose among many', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'New-Mailbox', bob);
  await invoke(host, 'New-Mailbox', { Name: 'Carol', Shared: true });
  const names = async (parameters: Readonly<Record<string, ManagementValue>>): Promise<unknown[]> =>
    (await invoke(host, 'Get-Mailbox', parameters)).objects.map(({ Name }) => Name);
  assert.deepEqual(await names({ Filter: "Alias -eq 'BOB'" }), ['Bob Durand']);
  assert.deepEqual(await names({ Filter: '{Name -like "*a*" -and -not (IsShared -eq $true)}' }), [
    'Alice Martin',
    'Bob Durand',
  ]);
  assert.deepEqual(await names({ Filter: "EmailAddresses -like 'smtp:carol@*' -or Alias -eq 'alice'" }), [
    'Alice Martin',
    'Carol',
  ]);
  assert.deepEqual(await names({ Filter: 'ForwardingSmtpAddress -ne $null' }), []);
  assert.deepEqual(await names({ Filter: 'ForwardingSmtpAddress -eq $null', SortBy: 'Alias' }), [
    'Alice Martin',
    'Bob Durand',
    'Carol',
  ]);
  assert.deepEqual(await names({ RecipientTypeDetails: 'SharedMailbox' }), ['Carol']);
  const few = await invoke(host, 'Get-Mailbox', { ResultSize: 2 });
  assert.equal(few.objects.length, 2);
  assert.match(few.warnings.join(), /more results available/);
  assert.equal((await invoke(host, 'Get-Mailbox', { ResultSize: 'unlimited' })).objects.length, 3);
});

test('Set-Mailbox says what keeps forwarded mail in the mailbox', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const forward = async (address: string | null): Promise<string> =>
    (await invoke(host, 'Set-Mailbox', { Identity: 'alice', ForwardingSmtpAddress: address })).warnings.join();
  assert.match(await forward('x@elsewhere.test'), /^No send connector carries mail for elsewhere\.test\./);
  assert.equal((await invoke(host, 'New-SendConnector', { Name: 'Internet', AddressSpaces: ['*'] })).error, null);
  assert.equal(await forward('y@elsewhere.test'), '');
  await invoke(host, 'Set-RemoteDomain', { Identity: 'Default', AutoForwardEnabled: false });
  assert.match(await forward('z@elsewhere.test'), /does not allow automatic forwarding/);
  assert.equal(await forward('bob@example.test'), '');
  assert.equal(await forward(null), '');
});

const changes: readonly (readonly [Readonly<Record<string, ManagementValue>>, property: string, printed: string])[] = [
  [{ DisplayName: 'Alice' }, 'DisplayName', 'Alice'],
  [{ Name: 'Alice M.' }, 'Name', 'Alice M.'],
  [{ UserPrincipalName: 'am@example.test' }, 'UserPrincipalName', 'am@example.test'],
  [
    { EmailAddresses: new ListChange(['sales@example.test'], []) },
    'EmailAddresses',
    'SMTP:alice@example.test,smtp:sales@example.test',
  ],
  [
    { EmailAddresses: new ListChange(['SMTP:new@example.test'], []) },
    'EmailAddresses',
    'SMTP:new@example.test,smtp:alice@example.test',
  ],
  [
    { EmailAddresses: ['smtp:alice@example.test', 'SMTP:first@example.test'] },
    'EmailAddresses',
    'SMTP:first@example.test,smtp:alice@example.test',
  ],
  [{ PrimarySmtpAddress: 'p@example.test' }, 'EmailAddresses', 'SMTP:p@example.test,smtp:alice@example.test'],
  [{ ProhibitSendReceiveQuota: '2GB' }, 'ProhibitSendReceiveQuota', new ByteSize(2 ** 31).toString()],
  [{ IssueWarningQuota: 1000 }, 'IssueWarningQuota', new ByteSize(1000).toString()],
  [{ MaxSendSize: '10MB' }, 'MaxSendSize', '10 MB (10,485,760 bytes)'],
  [{ MaxReceiveSize: 'unlimited' }, 'MaxReceiveSize', 'Unlimited'],
  [{ RecipientLimits: 100 }, 'RecipientLimits', '100'],
  [{ ForwardingSmtpAddress: 'smtp:x@elsewhere.test' }, 'ForwardingSmtpAddress', 'smtp:x@elsewhere.test'],
  [{ HiddenFromAddressListsEnabled: true }, 'HiddenFromAddressListsEnabled', 'true'],
  [{ AccountDisabled: true }, 'IsMailboxEnabled', 'false'],
  [{ Type: 'shared' }, 'RecipientTypeDetails', 'SharedMailbox'],
  [{ Languages: ['de-DE', 'fr-FR'] }, 'Languages', 'fr'],
  [{ FirstName: 'Alice' }, 'FirstName', 'Alice'],
];
for (const [parameters, property, printed] of changes) {
  test(`Set-Mailbox ${JSON.stringify(parameters)} prints as ${property} ${printed}`, async () => {
    const { hostFor } = await openTestManagement();
    const host = hostFor(everything);
    const guid = (await invoke(host, 'Get-Mailbox', { Identity: 'alice' })).objects[0]?.Guid;
    const { error } = await invoke(host, 'Set-Mailbox', { Identity: 'alice', ...parameters });
    assert.equal(error, null, error?.message);
    assert.equal(
      String((await invoke(host, 'Get-Mailbox', { Identity: String(guid) })).objects[0]?.[property]),
      printed,
    );
  });
}

test('two primary addresses, other address types and no address at all are refused', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  for (const EmailAddresses of [['SMTP:a@example.test', 'SMTP:b@example.test'], ['X400:c=us'], []]) {
    const { error } = await invoke(host, 'Set-Mailbox', { Identity: 'alice', EmailAddresses });
    assert.equal(error?.parameter, 'EmailAddresses', error?.message);
  }
});

test('the primary address is removed only when another becomes primary', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-Mailbox', { Identity: 'alice', EmailAddresses: new ListChange(['a@example.test'], []) });
  const removed = ['smtp:alice@example.test'];
  const refused = await invoke(host, 'Set-Mailbox', {
    Identity: 'alice',
    EmailAddresses: new ListChange(['b@example.test'], removed),
  });
  assert.match(refused.error?.message ?? '', /primary address "alice@example\.test" can't be removed/);
  const { error } = await invoke(host, 'Set-Mailbox', {
    Identity: 'alice',
    EmailAddresses: new ListChange(['SMTP:b@example.test'], removed),
  });
  assert.equal(error, null, error?.message);
  const [shown] = (await invoke(host, 'Get-Mailbox', { Identity: 'alice' })).objects;
  assert.equal(String(shown?.EmailAddresses), 'SMTP:b@example.test,smtp:a@example.test');
});

test('a change of addresses that neither adds nor removes names Add and Remove', async () => {
  const { hostFor } = await openTestManagement();
  const EmailAddresses = { Foo: 'x@example.test' };
  const { error } = await invoke(hostFor(everything), 'Set-Mailbox', { Identity: 'alice', EmailAddresses });
  assert.match(error?.message ?? '', /keys Add and Remove, not Foo/);
});

test('quotas in the wrong order are refused with both values, those of before included', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const set = (quotas: Readonly<Record<string, ManagementValue>>): ReturnType<typeof invoke> =>
    invoke(host, 'Set-Mailbox', { Identity: 'alice', ...quotas });
  const wrong = await set({ IssueWarningQuota: '3GB', ProhibitSendReceiveQuota: '2GB' });
  assert.match(wrong.error?.message ?? '', /IssueWarningQuota \(3 GB .+ProhibitSendReceiveQuota \(2 GB /);
  assert.equal((await set({ IssueWarningQuota: '1GB', ProhibitSendQuota: '1GB' })).error, null);
  assert.equal((await set({ ProhibitSendQuota: '900MB' })).error?.parameter, 'ProhibitSendQuota');
  assert.equal((await set({ DisplayName: 'A' })).error, null);
});

test('a password given as plain text is refused without being repeated', async () => {
  const { hostFor } = await openTestManagement();
  const { error } = await invoke(hostFor(everything), 'Set-Mailbox', {
    Identity: 'alice',
    Password: 'hunter2-hunter2',
  });
  assert.equal(error?.id, 'ParameterArgumentTransformationError');
  assert.ok(!JSON.stringify(error).includes('hunter2'));
});

test('a new password ends the sessions of the account and stands in no log', async () => {
  const { services, hostFor, connect } = await openTestManagement();
  const alice = services.directory.findMailbox('alice');
  connect({ protocol: 'IMAP4', user: 'alice@example.test', accountId: alice?.guid ?? null });
  await invoke(hostFor(everything), 'Set-Mailbox', { Identity: 'alice', Password: new SecureText('hunter2-hunter2') });
  assert.equal(await services.directory.passwordHash(alice?.guid ?? ''), 'hash of 15 characters');
  assert.deepEqual(services.liveSessions.list(), []);
  const [entry] = await services.audit.search({ limit: 1 });
  assert.deepEqual(
    entry?.parameters.find(({ name }) => name === 'Password'),
    { name: 'Password', value: '********' },
  );
  assert.ok(!JSON.stringify(entry).includes('hunter2'));
});

test('Remove-Mailbox asks; the mail goes only with -Permanent', async () => {
  const { services, deletedAccounts, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'New-Mailbox', bob);
  const guid = services.directory.findMailbox('bob')?.guid;
  assert.deepEqual(
    (await invoke(host, 'Remove-Mailbox', { Identity: 'bob' })).records.map(({ kind }) => kind),
    ['confirm'],
  );
  const kept = await invoke(host, 'Remove-Mailbox', { Identity: 'alice', Confirm: false });
  assert.match(kept.warnings.join(), /stays in the data directory/);
  assert.deepEqual(deletedAccounts, []);
  await invoke(host, 'Remove-Mailbox', { Identity: 'bob', Permanent: true, Confirm: false });
  assert.deepEqual(deletedAccounts, [guid]);
  assert.deepEqual(services.directory.mailboxes(), []);
});

test('nobody changes the account of somebody who may do more', async () => {
  const { services, hostFor } = await openTestManagement();
  await invoke(hostFor(everything), 'New-Mailbox', bob);
  await invoke(hostFor(everything), 'Add-RoleGroupMember', { Identity: 'organization management', Member: 'bob' });
  const weaker = hostFor(['Recipient Management']);
  for (const [cmdlet, parameters] of [
    ['Set-Mailbox', { Identity: 'bob', Password: new SecureText('mine now') }],
    ['Remove-Mailbox', { Identity: 'bob', Confirm: false }],
    ['Set-CASMailbox', { Identity: 'bob', OWAEnabled: false }],
  ] as const) {
    assert.equal((await invoke(weaker, cmdlet, parameters)).error?.id, 'InsufficientAuthority');
  }
  assert.equal(
    await services.directory.passwordHash(services.directory.findMailbox('bob')?.guid ?? ''),
    'hash of 9 characters',
  );
});

test('the last administrator can neither be removed, nor disabled, nor demoted', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Add-RoleGroupMember', { Identity: 'Organization Management', Member: 'alice' });
  for (const [cmdlet, parameters] of [
    ['Remove-Mailbox', { Identity: 'alice', Confirm: false }],
    ['Set-Mailbox', { Identity: 'alice', AccountDisabled: true }],
    ['Remove-RoleGroupMember', { Identity: 'Organization Management', Member: 'alice', Confirm: false }],
  ] as const) {
    assert.equal((await invoke(host, cmdlet, parameters)).error?.id, 'LastAdministrator', cmdlet);
  }
  await invoke(host, 'New-Mailbox', bob);
  await invoke(host, 'Add-RoleGroupMember', { Identity: 'Organization Management', Member: 'bob' });
  assert.equal(
    (
      await invoke(host, 'Remove-RoleGroupMember', {
        Identity: 'Organization Management',
        Member: 'alice',
        Confirm: false,
      })
    ).error,
    null,
  );
  assert.deepEqual(
    (await invoke(host, 'Get-RoleGroupMember', { Identity: 'Organization Management' })).objects.map(
      ({ Name }) => Name,
    ),
    ['Bob Durand'],
  );
});

test('options of a protocol need its defaults turned off first (reference §5.2)', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const early = await invoke(host, 'Set-CASMailbox', { Identity: 'alice', PopMessagesRetrievalMimeFormat: 'TextOnly' });
  assert.equal(early.error?.id, 'ProtocolDefaultsInUse');
  const both = await invoke(host, 'Set-CASMailbox', {
    Identity: 'alice',
    PopUseProtocolDefaults: false,
    PopMessagesRetrievalMimeFormat: 0,
    PopSuppressReadReceipt: true,
  });
  assert.equal(both.error, null);
  const [shown] = (await invoke(host, 'Get-CASMailbox', { Identity: 'alice' })).objects;
  assert.deepEqual(
    [shown?.PopUseProtocolDefaults, shown?.PopMessagesRetrievalMimeFormat, shown?.ImapUseProtocolDefaults],
    [false, 'TextOnly', true],
  );
});

test('closing a protocol ends its sessions of that mailbox and no others', async () => {
  const { services, hostFor, connect } = await openTestManagement();
  const accountId = services.directory.findMailbox('alice')?.guid ?? null;
  connect({ protocol: 'IMAP4', user: 'alice@example.test', accountId });
  const pop = connect({ protocol: 'POP3', user: 'alice@example.test', accountId });
  await invoke(hostFor(everything), 'Set-CASMailbox', { Identity: 'alice', ImapEnabled: false });
  assert.deepEqual(services.liveSessions.list(), [pop]);
});

test('statistics count what is in the mailbox', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-database-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const { services, hostFor } = await openTestManagement(dataDirectory);
  const host = hostFor(everything);
  const store = await services.mail.account(services.directory.findMailbox('alice')?.guid ?? '');
  const incoming = await store.beginMessage();
  await incoming.write(Buffer.from('Subject: one\r\n\r\nhello\r\n'));
  const inbox = await store.folder('INBOX');
  await store.append(inbox.folderId, [{ message: await incoming.finish(), flags: noFlags }]);
  const [statistics] = (await invoke(host, 'Get-MailboxStatistics', { Identity: 'alice' })).objects;
  assert.equal(statistics?.ItemCount, 1);
  assert.equal(statistics?.StorageLimitStatus, 'BelowLimit');
  assert.equal(String(statistics?.TotalDeletedItemSize), '0 B (0 bytes)');
  const [database] = (await invoke(host, 'Get-MailboxDatabase', { Status: true })).objects;
  const { bytes, freeBytes } = await services.storage.space();
  assert.deepEqual(database?.DatabaseSize, new ByteSize(bytes));
  assert.deepEqual(database?.AvailableNewMailboxSpace, new ByteSize(freeBytes ?? Number.NaN));
  assert.ok(bytes > freeBytes!);
  assert.equal((await invoke(host, 'Get-MailboxDatabase')).objects[0]?.DatabaseSize, null, 'nobody asked for it');
  const folder = join(dataDirectory, 'accounts');
  assert.deepEqual(
    [database?.EdbFilePath, database?.LogFolderPath, database?.BackupInProgress],
    [folder, folder, false],
  );
  {
    await using _mark = await markBackup(dataDirectory);
    assert.equal((await invoke(host, 'Get-MailboxDatabase', { Status: true })).objects[0]?.BackupInProgress, true);
    assert.equal((await invoke(host, 'Get-MailboxDatabase')).objects[0]?.BackupInProgress, null, 'nobody asked for it');
  }
  const folders = (await invoke(host, 'Get-MailboxFolderStatistics', { Identity: 'alice' })).objects;
  const listed = folders.find(({ Name }) => Name === 'Inbox');
  assert.deepEqual([listed?.ItemsInFolder, listed?.FolderPath, listed?.FolderType], [1, '/Inbox', 'Inbox']);
  assert.deepEqual(listed?.FolderAndSubfolderSize, listed?.FolderSize, 'nothing is below it');
  assert.match(String(listed?.Identity), /\\Inbox$/);
  await invoke(host, 'Set-Mailbox', { Identity: 'alice', ProhibitSendQuota: 10 });
  assert.equal(
    (await invoke(host, 'Get-MailboxStatistics', { Identity: 'alice' })).objects[0]?.StorageLimitStatus,
    'ProhibitSend',
  );
});

test('the database and the server, piped into Get-Mailbox and Get-MailboxStatistics, stand for all mailboxes', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'New-Mailbox', { Name: 'Anna', Alias: 'anna', Shared: true });
  const all = (await invoke(host, 'Get-MailboxStatistics')).objects.map(({ DisplayName }) => DisplayName);
  assert.ok(all.length > 1);
  const [database] = (await invoke(host, 'Get-MailboxDatabase')).objects;
  for (const identity of [String(database?.Identity), String(database?.Name), 'CAS01']) {
    const found = (await invoke(host, 'Get-MailboxStatistics', { Identity: identity })).objects;
    assert.deepEqual(
      found.map(({ DisplayName }) => DisplayName),
      all,
      identity,
    );
    assert.equal((await invoke(host, 'Get-Mailbox', { Identity: identity })).objects.length, all.length, identity);
  }
  for (const database of ['Mailbox Database', 'CAS01\\Mailbox Database'])
    assert.equal((await invoke(host, 'Get-MailboxStatistics', { Database: database })).objects.length, all.length);
  const wrong = await invoke(host, 'Get-MailboxStatistics', { Database: 'DB02' });
  assert.equal(wrong.error?.id, 'ManagementObjectNotFound');
});

test('a quota reaches the store', async () => {
  const { services, hostFor } = await openTestManagement();
  await invoke(hostFor(everything), 'Set-Mailbox', { Identity: 'alice', ProhibitSendReceiveQuota: 5_000_000 });
  const store = await services.mail.account(services.directory.findMailbox('alice')?.guid ?? '');
  assert.equal((await store.quota()).sizeLimitBytes, 5_000_000);
  await invoke(hostFor(everything), 'Set-Mailbox', { Identity: 'alice', ProhibitSendReceiveQuota: Unlimited.value });
  assert.equal((await store.quota()).sizeLimitBytes, null);
});
