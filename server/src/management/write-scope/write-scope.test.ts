import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ManagementValue, SecureText } from '@relais/management-contract';
import { createCmdletHost } from '../engine/create-cmdlet-host.ts';
import { managementRoles } from '../engine/roles.ts';
import { invoke, openTestManagement } from '../testing/management.fixture.ts';
import { cmdlets } from '../cmdlets/index.ts';

type Parameters = Readonly<Record<string, ManagementValue>>;

const password = new SecureText('One-two-3!');
const paris = "City -eq 'Paris' -or CustomAttribute1 -eq 'Paris'";

/** Alice works in Paris, everybody else does not; the desk has all roles for Paris but the one that gives roles. */
async function opened(roles = managementRoles.filter((role) => role !== 'Role Management')) {
  const management = await openTestManagement();
  const { services } = management;
  const everything = management.hostFor(['Organization Management']);
  const done = async (cmdlet: string, parameters: Parameters) => {
    const outcome = await invoke(everything, cmdlet, parameters);
    assert.equal(outcome.error, null, `${cmdlet}: ${outcome.error?.message}`);
    return outcome.objects;
  };
  await done('New-Mailbox', { Name: 'Bob', UserPrincipalName: 'bob@example.test', Password: password });
  await done('New-Mailbox', { Name: 'Carla', UserPrincipalName: 'carla@example.test', Password: password });
  await done('New-DistributionGroup', { Name: 'Team', Members: ['bob'] });
  await done('Set-User', { Identity: 'alice', City: 'Paris' });
  await done('Set-User', { Identity: 'bob', City: 'Lyon' });
  await done('New-ManagementScope', { Name: 'Paris', RecipientRestrictionFilter: paris });
  await done('New-RoleGroup', { Name: 'Desk', Roles: roles, CustomRecipientWriteScope: 'Paris' });
  const person = (alias: string) => {
    const mailbox = services.directory.findMailbox(alias);
    assert.ok(mailbox !== null);
    const caller = { name: mailbox.emailAddresses[0] ?? alias, mailbox, roleGroups: mailbox.roleGroups };
    return createCmdletHost({ caller, services, cmdlets });
  };
  return {
    ...management,
    done,
    person,
    desk: (cmdlet: string, parameters: Parameters, language?: 'fr') =>
      invoke(management.hostFor(['Desk']), cmdlet, parameters, language),
    outcome: async (cmdlet: string, parameters: Parameters) =>
      (await invoke(management.hostFor(['Desk']), cmdlet, parameters)).error?.id ?? 'done',
    refused: async (cmdlet: string, parameters: Parameters) =>
      (await invoke(everything, cmdlet, parameters)).error?.id ?? 'done',
  };
}

const who: Parameters = { Identity: 'bob' };
const rule: Parameters = { Mailbox: 'bob', Identity: 'Bills' };
const folder: Parameters = { Identity: 'bob:\\Inbox', User: 'carla' };
const everybodyElse: Readonly<Record<string, Parameters>> = {
  'New-AppPassword': { Mailbox: 'bob', Name: 'tablet' },
  'Remove-SecondFactor': { Mailbox: 'bob' },
  'Set-CASMailbox': { ...who, PopEnabled: false },
  'Set-Mailbox': { ...who, ProhibitSendQuota: '1GB' },
  'Remove-Mailbox': who,
  'Set-MailboxAuditBypassAssociation': { ...who, AuditBypassEnabled: true },
  'Set-User': { ...who, Title: 'Boss' },
  'Set-Contact': { Identity: 'Partner', Company: 'Fabrikam' },
  'Enable-Mailbox': { Identity: 'Gone' },
  'Disable-Mailbox': who,
  'Connect-Mailbox': { Identity: 'Gone', Database: 'Mailbox Database' },
  'Set-MailContact': { Identity: 'Partner', DisplayName: 'P' },
  'Remove-MailContact': { Identity: 'Partner' },
  'Add-MailboxPermission': { ...who, User: 'alice', AccessRights: ['FullAccess'] },
  'Remove-MailboxPermission': { ...who, User: 'carla', AccessRights: ['FullAccess'] },
  'Add-RecipientPermission': { Identity: 'Team', Trustee: 'alice', AccessRights: ['SendAs'] },
  'Remove-RecipientPermission': { Identity: 'bob', Trustee: 'alice', AccessRights: ['SendAs'] },
  'Add-MailboxFolderPermission': { ...folder, User: 'alice', AccessRights: ['Reviewer'] },
  'Set-MailboxFolderPermission': { ...folder, AccessRights: ['Editor'] },
  'Remove-MailboxFolderPermission': folder,
  'Set-DistributionGroup': { Identity: 'Team', DisplayName: 'T' },
  'Remove-DistributionGroup': { Identity: 'Team' },
  'Add-DistributionGroupMember': { Identity: 'Team', Member: 'alice' },
  'Remove-DistributionGroupMember': { Identity: 'Team', Member: 'bob' },
  'Update-DistributionGroupMember': { Identity: 'Team', Members: ['alice'] },
  'New-InboxRule': { Mailbox: 'bob', Name: 'More', SubjectContainsWords: ['x'], DeleteMessage: true },
  'Set-InboxRule': { ...rule, SubjectContainsWords: ['x'] },
  'Enable-InboxRule': rule,
  'Disable-InboxRule': rule,
  'Remove-InboxRule': rule,
  'Set-MailboxAutoReplyConfiguration': { ...who, AutoReplyState: 'Enabled', InternalMessage: 'away' },
  'Set-MailboxJunkEmailConfiguration': { ...who, BlockedSendersAndDomains: ['spam.example'] },
  'Restore-RecoverableItems': { ...who },
  'Set-MailboxRegionalConfiguration': { ...who, Language: 'fr-FR' },
  'Set-MailboxMessageConfiguration': { ...who, SignatureText: 'Bob' },
  'Set-ThrottlingPolicyAssociation': { ...who, ThrottlingPolicy: null },
  'Remove-AppPassword': {},
};
/** What is made must be in the scope as it is made; -WhatIf cannot know. */
const newOnes: Readonly<Record<string, Parameters>> = {
  'New-Mailbox': { Name: 'New', UserPrincipalName: 'new@example.test', Password: password },
  'New-MailContact': { Name: 'Newer', ExternalEmailAddress: 'n@elsewhere.example' },
  'New-DistributionGroup': { Name: 'Newest' },
};
/** Cmdlets that name recipients, or are called after them, and change none of them. */
const changeNobody: Readonly<Record<string, string>> = {
  'New-AcceptedDomain': 'a domain',
  'Set-AcceptedDomain': 'a domain',
  'Set-MailboxDatabase': 'the database',
  'New-TransportRule': 'a rule of the organization',
  'Set-TransportRule': 'a rule of the organization',
  'Remove-TransportRule': 'a rule of the organization',
  'Enable-TransportRule': 'a rule of the organization',
  'Disable-TransportRule': 'a rule of the organization',
  'Trace-ClientSession': 'what sessions say is written down',
};

test('no cmdlet that changes a recipient escapes a write scope, also under -WhatIf', async () => {
  const { desk, done, services } = await opened();
  await done('New-Mailbox', { Name: 'Gone', UserPrincipalName: 'gone@example.test', Password: password });
  await done('New-InboxRule', { Mailbox: 'bob', Name: 'Bills', SubjectContainsWords: ['bill'], MarkAsRead: true });
  await done('Disable-Mailbox', { Identity: 'gone', Confirm: false });
  await done('Add-MailboxFolderPermission', { Identity: 'bob:\\Inbox', User: 'carla', AccessRights: ['Reviewer'] });
  await done('New-AppPassword', { Mailbox: 'bob', Name: 'phone' });
  await done('New-MailContact', { Name: 'Partner', ExternalEmailAddress: 'partner@elsewhere.example' });
  const roles = new Set(managementRoles.filter((role) => role !== 'Role Management'));
  const named = cmdlets.filter(
    ({ name, supportsShouldProcess, parameters, roles: held }) =>
      supportsShouldProcess &&
      !name.startsWith('Test-') &&
      held.some((role) => roles.has(role)) &&
      (/Mailbox|Recipient|Contact|Group|User|Rule|Password|Factor|Person/.test(name) ||
        parameters.some(({ type }) => type.kind === 'identity' && /^(Mailbox|Recipient)$/.test(type.of))),
  );
  const known = { ...everybodyElse, ...newOnes, ...changeNobody };
  assert.deepEqual(
    named.map(({ name }) => name).filter((name) => !(name in known)),
    [],
    'cmdlets of which nothing is said here',
  );
  assert.deepEqual(
    Object.keys(known).filter((name) => !named.some((cmdlet) => cmdlet.name === name)),
    [],
    'that are not there any more',
  );

  const bob = services.directory.findMailbox('bob')?.guid ?? '';
  const [phone] = services.identity.appPasswords.of(bob);
  const state = async (): Promise<unknown> => [
    services.directory.recipients(),
    services.automation.rules.list(bob),
    services.automation.replies.of(bob),
    services.identity.appPasswords.of(bob).length,
    await services.personal.identityTexts.of(bob),
    await (await services.mail.account(bob)).everyFolderRights(),
  ];
  const before = await state();
  for (const [name, given] of Object.entries({ ...everybodyElse, ...newOnes })) {
    const parameters = name === 'Remove-AppPassword' ? { Identity: phone?.id ?? '' } : given;
    const ways: readonly Parameters[] = name in newOnes ? [{}] : [{}, { WhatIf: true }, { Confirm: false }];
    for (const asking of ways) {
      const { error, whatIf } = await desk(name, { ...parameters, ...asking });
      assert.equal(error?.id, 'OutOfWriteScope', `${name} ${JSON.stringify(asking)}: ${error?.message}`);
      assert.deepEqual(whatIf, []);
    }
  }
  assert.deepEqual(await state(), before);
});

test('the refusal names the object and the scope in both languages, and is audited', async () => {
  const { desk, done } = await opened();
  const quota = { Identity: 'bob', ProhibitSendQuota: '1GB' };
  assert.equal(
    (await desk('Set-Mailbox', quota)).error?.message,
    "'example.test/Users/Bob' isn't within your current write scopes. Can't perform save operation. Your write scopes: Paris.",
  );
  assert.equal(
    (await desk('Set-Mailbox', quota, 'fr')).error?.message,
    '« example.test/Users/Bob » n’est pas dans vos étendues d’écriture actuelles. Impossible d’enregistrer. Vos étendues d’écriture : Paris.',
  );
  const entries = await done('Search-AdminAuditLog', { Cmdlets: ['Set-Mailbox'], IsSuccess: false });
  assert.equal(entries.length, 2);
});

test('within the scope everything goes on, but nobody leaves it or comes into it', async () => {
  const { outcome, done } = await opened();
  assert.equal(await outcome('Set-Mailbox', { Identity: 'alice', ProhibitSendQuota: '1GB' }), 'done');
  assert.equal(await outcome('Set-User', { Identity: 'alice', Title: 'Head' }), 'done');
  assert.equal(await outcome('Set-User', { Identity: 'alice', City: 'Lyon' }), 'OutOfWriteScope');
  assert.equal(await outcome('Disable-Mailbox', { Identity: 'alice', Confirm: false }), 'done');
  assert.equal(await outcome('Enable-Mailbox', { Identity: 'alice' }), 'done');
  await done('Set-ManagementScope', { Identity: 'Paris', RecipientRestrictionFilter: "Office -eq 'Paris'" });
  const made = { Name: 'Dora', UserPrincipalName: 'dora@example.test', Password: password };
  assert.equal(await outcome('New-Mailbox', made), 'OutOfWriteScope');
  assert.equal(await outcome('New-Mailbox', { ...made, Office: 'Paris' }), 'done');
  assert.equal(await outcome('Set-Mailbox', { Identity: 'dora', DisplayName: 'D' }), 'done');
  assert.equal(await outcome('Set-Mailbox', { Identity: 'alice', DisplayName: 'A' }), 'OutOfWriteScope');
});

test('of several assignments each adds its scope, for what its role holds', async () => {
  const { outcome, done } = await opened(['Mail Recipients']);
  const quota = { Identity: 'bob', ProhibitSendQuota: '1GB' };
  const language = { Identity: 'bob', Languages: ['fr-FR'] };
  assert.equal(await outcome('Set-Mailbox', language), 'OutOfWriteScope');
  await done('New-ManagementRoleAssignment', { Role: 'User Options', SecurityGroup: 'Desk' });
  assert.equal(await outcome('Set-Mailbox', language), 'done');
  assert.equal(await outcome('Set-Mailbox', quota), 'OutOfWriteScope');
  assert.equal(await outcome('Set-Mailbox', { ...quota, ...language }), 'OutOfWriteScope');
  await done('New-ManagementScope', { Name: 'Lyon', RecipientRestrictionFilter: "City -eq 'Lyon'" });
  const lyon = { Name: 'Lyon desk', Role: 'Mail Recipients', SecurityGroup: 'Desk', CustomRecipientWriteScope: 'Lyon' };
  await done('New-ManagementRoleAssignment', lyon);
  assert.equal(await outcome('Set-Mailbox', quota), 'done');
  assert.equal(await outcome('Set-Mailbox', { ...quota, Identity: 'alice' }), 'done');
  assert.equal(await outcome('Set-Mailbox', { ...quota, Identity: 'carla' }), 'OutOfWriteScope');
  await done('Set-ManagementRoleAssignment', { Identity: 'Lyon desk', Enabled: false });
  assert.equal(await outcome('Set-Mailbox', { ...quota, ProhibitSendQuota: '2GB' }), 'OutOfWriteScope');
});

test('relative scopes are seen from whoever has the role; a scope may be of groups', async () => {
  const { done, person } = await opened();
  const as = async (alias: string, cmdlet: string, parameters: Parameters) =>
    (await invoke(person(alias), cmdlet, parameters)).error?.id ?? 'done';
  const assignment = { Name: 'his', Role: 'Mail Recipients', User: 'bob', RecipientRelativeWriteScope: 'Self' };
  await done('New-ManagementRoleAssignment', assignment);
  assert.equal(await as('bob', 'Set-User', { Identity: 'bob', Title: 'a' }), 'done');
  assert.equal(await as('bob', 'Set-User', { Identity: 'carla', Title: 'a' }), 'OutOfWriteScope');
  await done('Set-ManagementRoleAssignment', { Identity: 'his', RecipientRelativeWriteScope: 'MyGAL' });
  assert.equal(await as('bob', 'Set-User', { Identity: 'carla', Title: 'a' }), 'done');
  await done('Set-Mailbox', { Identity: 'carla', HiddenFromAddressListsEnabled: true });
  assert.equal(await as('bob', 'Set-User', { Identity: 'carla', Title: 'b' }), 'OutOfWriteScope');

  const groups = { Role: 'Distribution Groups', User: 'bob', RecipientRelativeWriteScope: 'MyDistributionGroups' };
  await done('New-ManagementRoleAssignment', groups);
  assert.equal(await as('bob', 'Set-DistributionGroup', { Identity: 'Team', Notes: 'a' }), 'OutOfWriteScope');
  await done('Set-DistributionGroup', { Identity: 'Team', ManagedBy: ['bob'] });
  assert.equal(await as('bob', 'Set-DistributionGroup', { Identity: 'Team', Notes: 'a' }), 'done');

  const filter = "MemberOfGroup -eq 'CN=Team,CN=Users,DC=example,DC=test'";
  await done('New-ManagementScope', { Name: 'The team', RecipientRestrictionFilter: filter });
  assert.deepEqual(
    (await done('Get-Recipient', { Filter: filter })).map(({ Name }) => Name),
    ['Bob'],
  );
  await done('Set-ManagementRoleAssignment', { Identity: 'his', CustomRecipientWriteScope: 'The team' });
  assert.equal(await as('bob', 'Set-User', { Identity: 'alice', Title: 'b' }), 'OutOfWriteScope');
  await done('Add-DistributionGroupMember', { Identity: 'Team', Member: 'alice' });
  assert.equal(await as('bob', 'Set-User', { Identity: 'alice', Title: 'b' }), 'done');
});

test('who has a role for some does not get at the account of somebody who has it for others too', async () => {
  const { outcome, done } = await opened(['Mail Recipients', 'Reset Password']);
  const reset = { Identity: 'alice', Password: new SecureText('Two-three-4!') };
  await done('New-ManagementRoleAssignment', {
    Name: 'hers',
    Role: 'Mail Recipients',
    User: 'alice',
    CustomRecipientWriteScope: 'Paris',
  });
  assert.equal(await outcome('Set-Mailbox', reset), 'done');
  await done('New-ManagementScope', { Name: 'Lyon', RecipientRestrictionFilter: "City -eq 'Lyon'" });
  const widerOnes: readonly Parameters[] = [
    { CustomRecipientWriteScope: 'Lyon' },
    { RecipientRelativeWriteScope: 'Organization' },
  ];
  for (const wider of widerOnes) {
    await done('Set-ManagementRoleAssignment', { Identity: 'hers', ...wider });
    assert.equal(await outcome('Set-Mailbox', reset), 'InsufficientAuthority');
  }
  await done('Set-ManagementRoleAssignment', { Identity: 'hers', RecipientRelativeWriteScope: 'Self' });
  assert.equal(await outcome('Set-Mailbox', reset), 'done');
});

test('scopes are shown with assignments, renamed with them, and not removed under them', async () => {
  const { done, refused } = await opened(['Mail Recipients']);
  const shown = async (parameters: Parameters) =>
    (await done('Get-ManagementRoleAssignment', parameters)).map(
      ({ Name, RecipientWriteScope, CustomRecipientWriteScope }) => [
        Name,
        RecipientWriteScope,
        CustomRecipientWriteScope,
      ],
    );
  const desk = ['Mail Recipients-Desk', 'CustomRecipientScope', 'Paris'];
  assert.deepEqual(await shown({ RoleAssignee: 'Desk' }), [desk]);
  assert.deepEqual(await shown({ CustomRecipientWriteScope: 'paris' }), [desk]);
  assert.deepEqual(await shown({ RecipientWriteScope: 'CustomRecipientScope' }), [desk]);
  const writable = async (recipient: string) =>
    (await shown({ Role: 'Mail Recipients', WritableRecipient: recipient })).map(([name]) => name);
  assert.deepEqual(await writable('bob'), [
    'Mail Recipients-Organization Management',
    'Mail Recipients-Recipient Management',
  ]);
  assert.ok((await writable('alice')).includes('Mail Recipients-Desk'));

  assert.equal(await refused('Remove-ManagementScope', { Identity: 'Paris', Confirm: false }), 'ObjectInUse');
  await done('Set-ManagementScope', { Identity: 'Paris', Name: 'Capital' });
  assert.deepEqual(await shown({ RoleAssignee: 'Desk' }), [
    ['Mail Recipients-Desk', 'CustomRecipientScope', 'Capital'],
  ]);
  await done('Set-RoleGroup', { Identity: 'Desk', Name: 'Bureau' });
  assert.deepEqual(await shown({ CustomRecipientWriteScope: 'Capital' }), [
    ['Mail Recipients-Bureau', 'CustomRecipientScope', 'Capital'],
  ]);
  await done('Set-ManagementRoleAssignment', { Identity: 'Mail Recipients-Bureau', CustomRecipientWriteScope: null });
  assert.deepEqual(await shown({ RoleAssignee: 'Bureau' }), [['Mail Recipients-Bureau', 'Organization', null]]);
  assert.deepEqual(
    (await done('Get-ManagementScope', { Orphan: true })).map(({ Name }) => Name),
    ['Capital'],
  );
  await done('Remove-ManagementScope', { Identity: 'Capital', Confirm: false });
  assert.deepEqual(await done('Get-ManagementScope', {}), []);
});

test('what no scope can mean is refused with the reason', async () => {
  const { done, refused } = await opened(['Mail Recipients']);
  const scope = { Name: 'S', RecipientRestrictionFilter: "City -eq 'Paris'" };
  const filter = (text: string) => ({ ...scope, RecipientRestrictionFilter: text });
  assert.equal(await refused('New-ManagementScope', filter("Citty -eq 'Paris'")), 'InvalidFilter');
  assert.equal(await refused('New-ManagementScope', filter('City -eq')), 'InvalidFilter');
  assert.equal(await refused('New-ManagementScope', { ...scope, Name: 'paris' }), 'ObjectAlreadyExists');
  assert.equal(
    await refused('New-ManagementScope', { ...scope, RecipientRoot: 'example.test/Paris' }),
    'RecipientRootNotFound',
  );
  await done('New-ManagementScope', { ...scope, RecipientRoot: 'example.test/Users' });
  const given = { Role: 'Message Tracking', SecurityGroup: 'Desk' };
  for (const [cmdlet, parameters, id] of [
    ['New-ManagementRoleAssignment', { ...given, CustomRecipientWriteScope: 'none' }, 'ManagementObjectNotFound'],
    [
      'New-ManagementRoleAssignment',
      { ...given, CustomRecipientWriteScope: 'S', RecipientRelativeWriteScope: 'Self' },
      'AmbiguousParameterSet',
    ],
    [
      'New-ManagementRoleAssignment',
      { ...given, Delegating: true, CustomRecipientWriteScope: 'S' },
      'ScopeNotSupported',
    ],
    [
      'New-ManagementRoleAssignment',
      { ...given, Role: 'Role Management', CustomRecipientWriteScope: 'S' },
      'ScopeNotSupported',
    ],
    ['New-RoleGroup', { Name: 'G', Roles: ['Role Management'], CustomRecipientWriteScope: 'S' }, 'ScopeNotSupported'],
    [
      'Set-ManagementRoleAssignment',
      { Identity: 'Mail Recipients-Organization Management', CustomRecipientWriteScope: 'S' },
      'ScopeNotSupported',
    ],
  ] as const)
    assert.equal(await refused(cmdlet, parameters), id, JSON.stringify(parameters));
});

test('a scope that is gone, as after a restored backup, holds nobody', async () => {
  const { outcome, services } = await opened();
  await services.permissions.remove('scope', ['Paris']);
  assert.equal(await outcome('Set-User', { Identity: 'alice', Title: 'Head' }), 'OutOfWriteScope');
});
