import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ByteSize,
  type CmdletDescription,
  type CmdletHost,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  SecureText,
  TimeSpan,
} from '@relais/management-contract';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';
import { cmdlets } from '../index.ts';
import { type Configuration, configurationRelations, namedParts, rowsOf, singleParts } from './configuration-parts.ts';
import { changedBy, recipientParts, relationCmdlets } from './configuration-recipients.ts';

const everything = ['Organization Management'];

/** What changes something and rightly is in no export. */
const leftOut: Readonly<Record<string, string>> = {
  'New-AccessToken': 'a secret',
  'New-AppPassword': 'a secret',
  'New-ExchangeCertificate': 'a key',
  'Enable-ExchangeCertificate': 'says what a key is for',
  'New-DkimSigningConfig': 'a key',
  'Set-DkimSigningConfig': 'says what a key is for',
  'Set-AcmeCertificate': 'agrees to terms, and asks an authority for names that another server may have',
  'Set-ExchangeServer': 'changes nothing',
  'Set-ClientAccessServer': 'changes nothing',
  'Set-ClientAccessService': 'changes nothing',
  'New-SettingsTrial': 'ends by itself',
  'Enable-Mailbox': 'gives a mailbox that New-Mailbox makes',
  'Set-MailboxFolderPermission': 'changes what Add-MailboxFolderPermission gives',
  'Add-ManagementRoleEntry': 'changes what New-ManagementRole makes',
  'Set-ThrottlingPolicyAssociation': 'Set-Mailbox -ThrottlingPolicy',
  'Enable-InboxRule': 'as they are made',
};

test('whatever changes something is in the export, or says why not', () => {
  const covered = new Set([
    ...singleParts.map((part) => part.changedBy.cmdlet),
    ...namedParts.flatMap(({ noun }) => [`New-${noun}`, `Set-${noun}`, `Enable-${noun}`]),
    ...recipientParts.flatMap(({ noun }) => [`New-${noun}`, `Set-${noun}`]),
    ...configurationRelations,
    ...relationCmdlets,
    ...Object.values(changedBy),
  ]);
  const changers = cmdlets.map(({ name }) => name).filter((name) => /^(Set|New|Add|Enable|Limit)-/.test(name));
  assert.deepEqual(
    changers.filter((name) => !covered.has(name) && leftOut[name] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(leftOut).filter((name) => covered.has(name) || !changers.includes(name)),
    [],
  );
});

/** One of each, before anything of it is set. */
async function populate(host: CmdletHost): Promise<void> {
  const password = new SecureText('One-two-3!');
  for (const [cmdlet, parameters] of [
    ['New-Mailbox', { Name: 'Bob', Alias: 'bob', UserPrincipalName: 'bob@example.test', Password: password }],
    ['New-Mailbox', { Name: 'Carla', Alias: 'carla', UserPrincipalName: 'carla@example.test', Password: password }],
    ['New-MailContact', { Name: 'Partner', ExternalEmailAddress: 'partner@elsewhere.example' }],
    ['New-DistributionGroup', { Name: 'Team', Members: ['bob'] }],
    ['New-AcceptedDomain', { Name: 'Contoso', DomainName: 'contoso.com' }],
    ['New-ManagementScope', { Name: 'Paris', RecipientRestrictionFilter: "City -eq 'Paris'" }],
    ['New-RemoteDomain', { Name: 'Far', DomainName: 'far.test' }],
    ['New-SendConnector', { Name: 'Out', AddressSpaces: ['*'] }],
    ['New-ThrottlingPolicy', { Name: 'Newsletters' }],
    ['New-TransportRule', { Name: 'Rule', SubjectContainsWords: ['a'], PrependSubject: '[a] ' }],
  ] as const) {
    const { error } = await invoke(host, cmdlet, parameters as Readonly<Record<string, ManagementValue>>);
    assert.equal(error, null, `${cmdlet}: ${error?.message}`);
  }
}

/** Which object of a noun is changed. */
const changedObject: Readonly<Record<string, string>> = {
  AcceptedDomain: 'Contoso',
  ManagementScope: 'Paris',
  RemoteDomain: 'Far',
  ReceiveConnector: 'Client Frontend CAS01',
  SendConnector: 'Out',
  ThrottlingPolicy: 'Newsletters',
  TransportRule: 'Rule',
  Mailbox: 'Carla',
  MailContact: 'Partner',
  DistributionGroup: 'Team',
  CASMailbox: 'Carla',
  MailboxAutoReplyConfiguration: 'Carla',
  MailboxJunkEmailConfiguration: 'Carla',
  MailboxRegionalConfiguration: 'Carla',
  MailboxMessageConfiguration: 'Carla',
  MailboxAuditBypassAssociation: 'Carla',
  User: 'Carla',
  Contact: 'Partner',
};

/** Where not every text, address or port will do: by parameter, or by noun and parameter. */
const values: Readonly<Record<string, ManagementValue>> = {
  SSLBindings: ['127.0.0.1:9926'],
  DnsServers: ['192.0.2.53'],
  ContentFilters: ['inet:127.0.0.1:11332'],
  BlockedSendersAndDomains: ['spam.example'],
  TrustedSendersAndDomains: ['friend@partner.example'],
  HttpsBindings: ['127.0.0.1:9926'],
  ExternalPostmasterAddress: 'postmaster@contoso.com',
  DomainReportAddresses: ['postmaster@contoso.com'],
  TLSReceiveDomainSecureList: ['contoso.com'],
  TLSSendDomainSecureList: ['contoso.com'],
  MtaStsPolicyHosts: ['mx.contoso.com'],
  RejectMessageEnhancedStatusCode: '5.7.900',
  UserPrincipalName: 'carla.cruz@example.test',
  Banner: '220 mail.contoso.com ready',
  SourceIPAddress: '127.0.0.1',
  TlsDomain: 'mx.contoso.com',
  ForwardingSmtpAddress: 'carla@elsewhere.example',
  ExternalEmailAddress: 'partner@other.example',
  MailTipTranslations: ['fr:Fermé'],
  ThrottlingPolicy: 'Newsletters',
  Language: 'fr-FR',
  Languages: ['fr-FR'],
  TimeZone: 'Europe/Paris',
  DateFormat: 'dd/MM/yyyy',
  TimeFormat: 'HH:mm',
  SmartHosts: ['relay.contoso.com'],
  SmartHostAuthMechanism: 'None',
  From: ['bob'],
  ExceptIfFrom: ['bob'],
  FromMemberOf: ['Team'],
  ExceptIfFromMemberOf: ['Team'],
  SentTo: ['bob'],
  ExceptIfSentTo: ['bob'],
  SentToMemberOf: ['Team'],
  ExceptIfSentToMemberOf: ['Team'],
  BlindCopyTo: ['bob'],
  RedirectMessageTo: ['bob'],
  'Mailbox EmailAddresses': ['SMTP:carla@example.test', 'smtp:cc@example.test'],
  'MailContact EmailAddresses': ['SMTP:partner@example.test', 'smtp:pp@example.test'],
  'DistributionGroup EmailAddresses': ['SMTP:team@example.test', 'smtp:tt@example.test'],
  'CASMailbox EmailAddresses': ['SMTP:carla@example.test', 'smtp:cc@example.test'],
  'MailboxMessageConfiguration AutoAddSignature': true,
  'Mailbox Alias': 'cc1',
  'MailContact Alias': 'cc2',
  'DistributionGroup Alias': 'cc3',
  RecipientRestrictionFilter: "Department -eq 'Sales'",
  RecipientRoot: 'example.test/Users',
  'SendConnector IgnoreSTARTTLS': false,
  'TransportRule DeleteMessage': false,
  'User DisplayName': 'Carla Cruz',
  'Mailbox Type': 'Regular',
};

/** What only goes together. */
const together: Readonly<Record<string, Readonly<Record<string, ManagementValue>>>> = {
  DNSRoutingEnabled: { SmartHosts: ['relay.contoso.com'] },
  TlsDomain: { TlsAuthLevel: 'DomainValidation' },
  HeaderContainsMessageHeader: { HeaderContainsWords: ['a'] },
  HeaderMatchesMessageHeader: { HeaderMatchesPatterns: ['a'] },
  ExceptIfHeaderContainsMessageHeader: { ExceptIfHeaderContainsWords: ['a'] },
  ExceptIfHeaderMatchesMessageHeader: { ExceptIfHeaderMatchesPatterns: ['a'] },
  SetHeaderName: { SetHeaderValue: 'a' },
};

/** What a parameter may hold that it does not hold now. */
function anotherValue({ type, list = false }: ParameterDescription, now: unknown): ManagementValue {
  const one = ((): ManagementValue => {
    switch (type.kind) {
      case 'boolean':
        return now !== true;
      case 'int': {
        const current = typeof now === 'number' ? now : (type.min ?? 1);
        return current + 1 <= (type.max ?? Infinity) ? current + 1 : current - 1;
      }
      case 'timespan':
        return new TimeSpan((now instanceof TimeSpan ? now.milliseconds : (type.minMs ?? 0)) + 60_000);
      case 'bytesize':
        return new ByteSize((now instanceof ByteSize ? now.bytes : 1_048_576) + 1_048_576);
      case 'enum':
        return type.values.find(({ name }) => name !== String(now))?.name ?? null;
      case 'identity':
        return type.of === 'Recipient' || type.of === 'Mailbox' ? 'Bob' : type.of;
      case 'datetime':
        return new Date(Date.UTC(2030, 0, 1));
      case 'uri':
        return 'https://mail.contoso.com/x';
      case 'address-range':
        return '10.0.0.0/24';
      case 'binding':
        return '127.0.0.1:9925';
      case 'connection-setting':
        return 'mail.contoso.com:993:SSL';
      default:
        return 'Words';
    }
  })();
  return list ? [one] : one;
}

async function exported(host: CmdletHost): Promise<Configuration> {
  const { objects, error } = await invoke(host, 'Export-RelaisConfiguration', { IncludeRecipients: true });
  assert.equal(error, null, error?.message);
  return JSON.parse(String(objects[0]?.Json)) as Configuration;
}

/** Properties in the audit log that have another name than Exchange's: neither a parameter of the cmdlet nor shown by its Get- cmdlet. */
async function strangeNames(
  host: CmdletHost,
  described: ReadonlyMap<string, CmdletDescription>,
): Promise<readonly string[]> {
  const strange = new Set<string>();
  for (const { CmdletName, ModifiedProperties } of await rowsOf(host, 'Search-AdminAuditLog', { ResultSize: 5000 })) {
    const cmdlet = described.get(String(CmdletName));
    const names = cmdlet?.parameters.flatMap(({ name, aliases = [] }) => [name, ...aliases]) ?? [];
    const noun = String(CmdletName).replace(/^[^-]*-/, '');
    const shown = described.has(`Get-${noun}`)
      ? await rowsOf(host, `Get-${noun}`, changedObject[noun] === undefined ? {} : { Identity: changedObject[noun] })
      : [];
    for (const { Name } of (ModifiedProperties ?? []) as unknown as readonly { readonly Name: string }[])
      if (!names.includes(Name) && !shown.some((row) => Name in row)) strange.add(`${String(CmdletName)} ${Name}`);
  }
  return [...strange];
}

/** What says the same as another parameter. */
const saidByOthers = new Set([
  'AcceptedDomain MakeDefault',
  'Mailbox Type',
  'CASMailbox DisplayName',
  'CASMailbox SamAccountName',
  'User DisplayName',
  'User UserPrincipalName',
  'User SamAccountName',
  'Contact DisplayName',
  'MailboxMessageConfiguration AutoAddSignature',
]);
const isSaidByOthers = (name: string): boolean =>
  saidByOthers.has(name) || /(PrimarySmtpAddress|WindowsEmailAddress|AcceptMessagesOnlyFrom(DLMembers)?)$/.test(name);

test('what can be set is in the export, and another server becomes the same by it', async () => {
  const host = (await openTestManagement()).hostFor(everything);
  await populate(host);
  const described = new Map((await host.describe()).map((cmdlet) => [cmdlet.name, cmdlet]));
  const parts = [
    ...singleParts.map(({ noun, shownBy, changedBy: set }) => ({ noun, shownBy, set })),
    ...[...namedParts, ...recipientParts].map(({ noun }) => ({
      noun,
      shownBy: { cmdlet: `Get-${noun}`, parameters: { Identity: changedObject[noun] ?? '' } },
      set: { cmdlet: `Set-${noun}`, parameters: { Identity: changedObject[noun] ?? '' } },
    })),
    // The last, so that all else is written down.
  ].toSorted((one, other) => Number(one.noun === 'AdminAuditLogConfig') - Number(other.noun === 'AdminAuditLogConfig'));
  const refused: string[] = [];
  const done: { readonly noun: string; readonly name: string }[] = [];
  for (const { noun, shownBy, set } of parts) {
    if (noun === 'AdminAuditLogConfig') assert.deepEqual(await strangeNames(host, described), []);
    for (const parameter of described.get(set.cmdlet)?.parameters ?? []) {
      const { name, type, withoutEffect } = parameter;
      if (withoutEffect === true || ['secure', 'credential', 'switch', 'bytes'].includes(type.kind)) continue;
      if (name in set.parameters || ['Identity', 'Server', 'Name', 'DomainController'].includes(name)) continue;
      if (/(PrimarySmtpAddress|WindowsEmailAddress)$/.test(name)) continue;
      const [row = {}] = await rowsOf(host, shownBy.cmdlet, shownBy.parameters);
      const value = values[`${noun} ${name}`] ?? values[name] ?? anotherValue(parameter, row[name]);
      const call = { ...set.parameters, ...together[name], [name]: value, Confirm: false };
      const { error } = await invoke(host, set.cmdlet, call);
      if (error === null) done.push({ noun, name });
      else refused.push(`${noun} ${name}: ${error.message}`);
    }
  }
  assert.deepEqual(refused, []);
  const first = await exported(host);
  const partOf = (noun: string): ManagementObject =>
    first.settings[noun] ??
    first.objects[noun]?.find((one: ManagementObject) => one.Name === changedObject[noun]) ??
    {};
  assert.deepEqual(
    done
      .filter(({ noun, name }) => !isSaidByOthers(`${noun} ${name}`) && !(name in partOf(noun)))
      .map(({ noun, name }) => `${noun} ${name}`),
    [],
  );

  const other = (await openTestManagement()).hostFor(everything);
  const imported = await invoke(other, 'Import-RelaisConfiguration', {
    Json: JSON.stringify(first),
    Password: new SecureText('Four-five-6!'),
  });
  assert.deepEqual(
    imported.objects
      .filter(({ Result }) => Result !== 'Done')
      .map(({ Cmdlet, Target, Error }) => [Cmdlet, Target, Error]),
    [],
  );
  const second = await exported(other);
  for (const one of ['settings', 'objects', 'relations'] as const) assert.deepEqual(second[one], first[one], one);
});

type Calls = readonly (readonly [cmdlet: string, parameters: Readonly<Record<string, ManagementValue>>])[];

async function callAll(host: CmdletHost, calls: Calls): Promise<void> {
  for (const [cmdlet, parameters] of calls) {
    const { error } = await invoke(host, cmdlet, {
      ...parameters,
      ...(cmdlet.startsWith('New-') ? {} : { Confirm: false }),
    });
    assert.equal(error, null, `${cmdlet}: ${error?.message}`);
  }
}

test('who may do what goes along, and what is there with other words becomes the same', async () => {
  const host = (await openTestManagement()).hostFor(everything);
  await populate(host);
  const domain = { Identity: 'Contoso', MakeDefault: true };
  await callAll(host, [
    ['Set-AcceptedDomain', domain],
    [
      'New-ReceiveConnector',
      { Name: 'Printers', Usage: 'Custom', Bindings: ['0.0.0.0:2525'], RemoteIPRanges: ['10.0.0.0/24'] },
    ],
    [
      'Add-ADPermission',
      {
        Identity: 'Printers',
        User: 'NT AUTHORITY\\ANONYMOUS LOGON',
        ExtendedRights: ['ms-Exch-SMTP-Accept-Any-Recipient'],
      },
    ],
    ['Set-Service', { Name: 'MSExchangePop3', StartupType: 'Manual' }],
    ['New-ManagementRole', { Name: 'Quota desk', Parent: 'Mail Recipients', Description: 'Quotas only' }],
    ['New-RoleGroup', { Name: 'Desk', Roles: ['Quota desk'], ManagedBy: ['Carla'], Description: 'The desk' }],
    ['Set-RoleGroup', { Identity: 'Help Desk', Description: 'Ours', ManagedBy: ['Carla'] }],
    ['New-ManagementRoleAssignment', { Role: 'Quota desk', User: 'bob', CustomRecipientWriteScope: 'Paris' }],
    ['New-ManagementRoleAssignment', { Role: 'Message Tracking', User: 'bob' }],
    ['New-ManagementRoleAssignment', { Role: 'Reset Password', User: 'bob', RecipientRelativeWriteScope: 'MyGAL' }],
    [
      'Set-ManagementRoleAssignment',
      { Identity: 'Mail Recipients-Recipient Management', CustomRecipientWriteScope: 'Paris' },
    ],
    ['New-ManagementRoleAssignment', { Role: 'Quota desk', SecurityGroup: 'Desk', Delegating: true }],
    ['Set-ManagementRoleAssignment', { Identity: 'View-Only Recipients-Help Desk', Enabled: false }],
    ['Set-ManagementRoleAssignment', { Identity: 'Quota desk-Desk', Enabled: false }],
    ['Remove-ManagementRoleAssignment', { Identity: 'User Options-Help Desk' }],
    ['New-InboxRule', { Mailbox: 'carla', Name: 'Bills', SubjectContainsWords: ['bill'], MarkAsRead: true }],
    ['New-InboxRule', { Mailbox: 'carla', Name: 'Off', SubjectContainsWords: ['off'], DeleteMessage: true }],
    ['Disable-InboxRule', { Mailbox: 'carla', Identity: 'Off' }],
    ['Disable-TransportRule', { Identity: 'Rule' }],
  ]);
  const first = await exported(host);
  const other = (await openTestManagement()).hostFor(everything);
  const import_ = async (): Promise<void> => {
    const { objects } = await invoke(other, 'Import-RelaisConfiguration', {
      Json: JSON.stringify(first),
      Password: new SecureText('Four-five-6!'),
    });
    const failed = objects.filter(({ Result }) => Result !== 'Done');
    assert.deepEqual(
      failed.map(({ Cmdlet, Target, Error }) => [Cmdlet, Target, Error]),
      [],
    );
    const second = await exported(other);
    for (const one of ['settings', 'objects', 'relations'] as const) assert.deepEqual(second[one], first[one], one);
  };
  await import_();
  await callAll(other, [
    [
      'Set-InboxRule',
      { Mailbox: 'carla', Identity: 'Bills', SubjectContainsWords: ['x'], From: ['bob'], HasAttachment: true },
    ],
    ['Set-RoleGroup', { Identity: 'Desk', Description: 'Another', BypassSecurityGroupManagerCheck: true }],
    ['Set-ManagementRole', { Identity: 'Quota desk', Description: 'Another' }],
    ['Set-ManagementScope', { Identity: 'Paris', RecipientRestrictionFilter: "City -eq 'Lyon'" }],
    ['Set-ManagementRoleAssignment', { Identity: 'Quota desk-Bob', RecipientRelativeWriteScope: 'Self' }],
    ['Set-ManagementRoleAssignment', { Identity: 'Message Tracking-Bob', CustomRecipientWriteScope: 'Paris' }],
    ['Set-ManagementRoleAssignment', { Identity: 'Reset Password-Bob', CustomRecipientWriteScope: 'Paris' }],
    ['Set-TransportRule', { Identity: 'Rule', PrependSubject: null, SetSCL: 9, From: ['bob'] }],
    ['Enable-TransportRule', { Identity: 'Rule' }],
  ]);
  await import_();
});

test('a signature that was taken away is taken away where the configuration is read', async () => {
  const from = (await openTestManagement()).hostFor(everything);
  const other = (await openTestManagement()).hostFor(everything);
  const signed = ['Set-MailboxMessageConfiguration', { Identity: 'alice', SignatureText: 'Alice' }] as const;
  await callAll(from, [signed]);
  const read = async (): Promise<readonly (readonly unknown[])[]> => {
    const Json = JSON.stringify(await exported(from));
    const { objects, error } = await invoke(other, 'Import-RelaisConfiguration', { Json });
    assert.equal(error, null, error?.message);
    return objects.map(({ Cmdlet, Target, Result }) => [Cmdlet, Target, Result]);
  };
  await read();
  const signatures = async () => {
    const [row] = await rowsOf(other, 'Get-MailboxMessageConfiguration', { Identity: 'alice' });
    return [row?.SignatureText, row?.SignatureHtml];
  };
  assert.equal((await signatures())[0], 'Alice');
  await callAll(from, [['Set-MailboxMessageConfiguration', { Identity: 'alice', SignatureText: null }]]);
  assert.deepEqual(await read(), [['Set-MailboxMessageConfiguration', 'Alice Martin', 'Done']]);
  assert.deepEqual(await signatures(), ['', '']);
  assert.deepEqual(await read(), []);
});
