import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ManagementValue } from '@relais/management-contract';
import { createCmdletHost } from '../../engine/create-cmdlet-host.ts';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';
import { cmdlets } from '../index.ts';

type Parameters = Readonly<Record<string, ManagementValue>>;

/** The management room, with everything allowed, and what must succeed in it. */
async function opened() {
  const management = await openTestManagement();
  const host = management.hostFor(['Organization Management']);
  return {
    ...management,
    host,
    async done(cmdlet: string, parameters: Parameters) {
      const outcome = await invoke(host, cmdlet, parameters);
      assert.equal(outcome.error, null, `${cmdlet}: ${outcome.error?.message}`);
      return outcome.objects;
    },
    refused: async (cmdlet: string, parameters: Parameters) => (await invoke(host, cmdlet, parameters)).error?.id,
    seenBy: async (group: string) =>
      new Map((await management.hostFor([group]).describe()).map((cmdlet) => [cmdlet.name, cmdlet])),
    as: (alias: string) => {
      const mailbox = management.services.directory.findMailbox(alias);
      assert.ok(mailbox !== null);
      const caller = { name: mailbox.emailAddresses[0] ?? alias, mailbox, roleGroups: mailbox.roleGroups };
      return createCmdletHost({ caller, services: management.services, cmdlets });
    },
  };
}

test('a role of one’s own holds what its parent holds, down to single parameters, and never more', async () => {
  const { done, refused, seenBy } = await opened();
  await done('New-ManagementRole', {
    Name: 'Quota desk',
    Parent: 'Mail Recipients',
    EnabledCmdlets: ['Get-Mailbox', 'Set-Mailbox'],
  });
  await done('New-RoleGroup', { Name: 'Quotas', Roles: ['Quota desk'] });
  assert.deepEqual([...(await seenBy('Quotas')).keys()], ['Get-Mailbox', 'Set-Mailbox']);

  const entry = 'Quota desk\\Set-Mailbox';
  await done('Set-ManagementRoleEntry', { Identity: entry, Parameters: ['Identity', 'prohibitsendquota'] });
  const parameters = async (): Promise<unknown> =>
    (await seenBy('Quotas')).get('Set-Mailbox')?.parameters.map(({ name }) => name);
  assert.deepEqual(await parameters(), ['Identity', 'ProhibitSendQuota']);
  await done('Set-ManagementRoleEntry', { Identity: entry, Parameters: ['DisplayName'], AddParameter: true });
  assert.deepEqual(
    new Set((await parameters()) as string[]),
    new Set(['Identity', 'DisplayName', 'ProhibitSendQuota']),
  );
  await done('Set-ManagementRoleEntry', { Identity: entry, Parameters: ['DisplayName'], RemoveParameter: true });
  assert.deepEqual(await parameters(), ['Identity', 'ProhibitSendQuota']);

  assert.equal(
    await refused('Add-ManagementRoleEntry', { Identity: 'Quota desk\\Restart-Service' }),
    'RoleEntryNotFound',
  );
  assert.equal(await refused('Add-ManagementRoleEntry', { Identity: entry }), 'RoleEntryAlreadyExists');
  assert.equal(
    await refused('Set-ManagementRoleEntry', { Identity: entry, Parameters: ['NoSuchThing'] }),
    'RoleEntryParameterNotInParent',
  );
  assert.equal(
    await refused('Remove-ManagementRoleEntry', { Identity: 'Mail Recipients\\Set-Mailbox', Confirm: false }),
    'BuiltInObject',
  );

  await done('Remove-ManagementRoleEntry', { Identity: entry, Confirm: false });
  assert.deepEqual([...(await seenBy('Quotas')).keys()], ['Get-Mailbox']);
});

test('what a role lacks, a role made from it lacks too, also later', async () => {
  const { done, refused, seenBy } = await opened();
  await done('New-ManagementRole', { Name: 'One', Parent: 'Mail Recipients' });
  await done('New-ManagementRole', { Name: 'Two', Parent: 'One' });
  await done('New-RoleGroup', { Name: 'Second', Roles: ['Two'] });
  assert.ok((await seenBy('Second')).has('Set-CASMailbox'));
  await done('Remove-ManagementRoleEntry', { Identity: 'One\\Set-CASMailbox', Confirm: false });
  assert.ok(!(await seenBy('Second')).has('Set-CASMailbox'));
  assert.equal(await refused('Remove-ManagementRole', { Identity: 'One', Confirm: false }), 'RoleHasChildren');
  await done('Remove-ManagementRole', { Identity: 'One', Recurse: true, Confirm: false });
  assert.equal((await seenBy('Second')).size, 0);
});

const ofMessageTracking = ['Get-DmarcReport', 'Get-SmtpTlsReport', 'Get-MessageTrackingLog'];

test('an assignment to a group and to one person give the role, and take it when they end', async () => {
  const { done, seenBy, as } = await opened();
  await done('New-ManagementRoleAssignment', { Role: 'Message Tracking', SecurityGroup: 'Help Desk' });
  assert.ok((await seenBy('Help Desk')).has('Get-MessageTrackingLog'));
  await done('Set-ManagementRoleAssignment', { Identity: 'Message Tracking-Help Desk', Enabled: false });
  assert.ok(!(await seenBy('Help Desk')).has('Get-MessageTrackingLog'));
  await done('Set-ManagementRoleAssignment', { Identity: 'Message Tracking-Help Desk', Enabled: true });

  await done('New-ManagementRoleAssignment', { Name: 'for alice', Role: 'Message Tracking', User: 'alice' });
  assert.deepEqual(
    (await as('alice').describe()).map(({ name }) => name),
    ofMessageTracking,
  );
  const effective = await done('Get-EffectivePermission', { Identity: 'alice' });
  assert.deepEqual(
    effective.map(({ Cmdlet, Through }) => [Cmdlet, Through]),
    ofMessageTracking.map((name) => [name, ['Alice Martin']]),
  );
  const users = await done('Get-ManagementRoleAssignment', { Role: 'Message Tracking', GetEffectiveUsers: true });
  assert.deepEqual(
    users.map(({ EffectiveUserName }) => EffectiveUserName),
    ['Alice Martin'],
  );
  await done('Remove-ManagementRoleAssignment', { Identity: 'for alice', Confirm: false });
  assert.deepEqual(await as('alice').describe(), []);
});

test('a built-in assignment can be taken away; the ones that keep administrators able to give cannot', async () => {
  const { done, refused, seenBy } = await opened();
  await done('Remove-ManagementRoleAssignment', { Identity: 'Receive Connectors-Hygiene Management', Confirm: false });
  assert.ok(!(await seenBy('Hygiene Management')).has('Set-ReceiveConnector'));
  for (const Identity of [
    'Role Management-Organization Management',
    'Role Management-Organization Management-Delegating',
    'Receive Connectors-Organization Management-Delegating',
  ]) {
    assert.equal(
      await refused('Remove-ManagementRoleAssignment', { Identity, Confirm: false }),
      'LastAdministrator',
      Identity,
    );
    assert.equal(
      await refused('Set-ManagementRoleAssignment', { Identity, Enabled: false }),
      'LastAdministrator',
      Identity,
    );
  }
  assert.equal(
    await refused('Remove-RoleGroup', { Identity: 'Organization Management', Confirm: false }),
    'BuiltInObject',
  );
});

test('nobody gives rights that he has not: neither by group, nor by role, nor to himself', async () => {
  const { done, as, services } = await opened();
  await done('New-RoleGroup', { Name: 'Permission desk', Roles: ['Role Management'], Members: ['alice'] });
  const host = as('alice');
  const attempt = async (cmdlet: string, parameters: Parameters): Promise<unknown> =>
    (await invoke(host, cmdlet, { ...parameters, Confirm: false })).error?.id;
  assert.equal(
    await attempt('Add-RoleGroupMember', { Identity: 'Organization Management', Member: 'alice' }),
    'NotGroupManager',
  );
  assert.equal(
    await attempt('Add-RoleGroupMember', {
      Identity: 'Organization Management',
      Member: 'alice',
      BypassSecurityGroupManagerCheck: true,
    }),
    'InsufficientAuthority',
  );
  assert.equal(
    await attempt('New-ManagementRoleAssignment', { Role: 'Mail Recipients', User: 'alice' }),
    'NoDelegatingAssignment',
  );
  assert.equal(await attempt('New-RoleGroup', { Name: 'x', Roles: ['Mail Recipients'] }), 'NoDelegatingAssignment');
  assert.equal(await attempt('New-ManagementRole', { Name: 'x', Parent: 'Mail Recipients' }), 'NoDelegatingAssignment');
  const refusals = await services.audit.search({ callers: ['alice@example.test'], limit: 10 });
  assert.equal(refusals.length, 5);
  assert.ok(refusals.every(({ succeeded }) => !succeeded));
});

test('a renamed group keeps its members and roles; a removed one takes them', async () => {
  const { done, as } = await opened();
  await done('New-RoleGroup', { Name: 'Paris', Roles: ['Message Tracking'], Members: ['alice'], Description: 'desk' });
  await done('Set-RoleGroup', { Identity: 'Paris', Name: 'Lyon', BypassSecurityGroupManagerCheck: true });
  const [group] = await done('Get-RoleGroup', { Identity: 'Lyon' });
  assert.deepEqual(
    [group?.Members, group?.Roles, group?.Description],
    [['Alice Martin'], ['Message Tracking'], 'desk'],
  );
  assert.equal((await as('alice').describe()).length, ofMessageTracking.length);
  await done('Update-RoleGroupMember', { Identity: 'Lyon', Members: [], Confirm: false });
  assert.equal((await as('alice').describe()).length, 0);
  await done('Add-RoleGroupMember', { Identity: 'Lyon', Member: 'alice' });
  await done('Remove-RoleGroup', { Identity: 'Lyon', Confirm: false });
  assert.equal((await as('alice').describe()).length, 0);
});

test('the last administrator cannot be replaced by nobody', async () => {
  const { done, refused } = await opened();
  const identity = 'Organization Management';
  await done('Update-RoleGroupMember', { Identity: identity, Members: ['alice'], Confirm: false });
  assert.equal(
    await refused('Update-RoleGroupMember', { Identity: identity, Members: [], Confirm: false }),
    'LastAdministrator',
  );
});

test('a refusal at binding keeps no secret: neither a password nor the value of a misspelt parameter', async () => {
  const { services, hostFor } = await opened();
  await invoke(hostFor(['Help Desk']), 'New-Mailbox', { Name: 'x', Password: 'Secret-1', Pasword: 'Secret-2' });
  const [entry] = await services.audit.search({ limit: 1 });
  assert.equal(entry?.cmdlet, 'New-Mailbox');
  assert.equal(entry?.succeeded, false);
  assert.doesNotMatch(JSON.stringify(entry), /Secret/);
});
