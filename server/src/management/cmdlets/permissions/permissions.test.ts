import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

test('Get-ManagementRole -Cmdlet finds the roles that hold a cmdlet and its parameters', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const roles = async (parameters: Readonly<Record<string, string | string[]>>): Promise<unknown[]> =>
    (await invoke(host, 'Get-ManagementRole', parameters)).objects.map(({ Name }) => Name);
  assert.deepEqual(await roles({ Cmdlet: 'Set-ImapSettings' }), ['POP3 and IMAP4 Protocols']);
  assert.deepEqual(await roles({ Cmdlet: 'set-casmailbox' }), ['Mail Recipients', 'User Options']);
  assert.deepEqual(await roles({ Cmdlet: 'Set-CASMailbox', CmdletParameters: ['imapusedefaults'] }), []);
  assert.deepEqual(
    await roles({ Cmdlet: 'Set-CASMailbox', CmdletParameters: ['ImapUseProtocolDefaults', 'PopEnabled'] }),
    ['Mail Recipients'],
  );
  assert.equal(
    (await invoke(host, 'Get-ManagementRole', { Identity: 'No Such Role' })).error?.id,
    'ManagementObjectNotFound',
  );
});

test('assignments: Receive Connectors is held by the three groups of reference §5.5, delegated by one', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const assigned = async (Delegating: boolean): Promise<unknown[]> =>
    (await invoke(host, 'Get-ManagementRoleAssignment', { Role: 'Receive Connectors', Delegating })).objects.map(
      ({ RoleAssigneeName }) => RoleAssigneeName,
    );
  assert.deepEqual(await assigned(false), ['Organization Management', 'Server Management', 'Hygiene Management']);
  assert.deepEqual(await assigned(true), ['Organization Management']);
});

test('role entries list the parameters that a role holds', async () => {
  const { hostFor } = await openTestManagement();
  const { objects } = await invoke(hostFor(everything), 'Get-ManagementRoleEntry', {
    Identity: 'User*\\Set-CASMailbox',
  });
  assert.deepEqual(
    objects.map(({ Role, Parameters }) => [Role, Parameters]),
    [['User Options', ['Identity', 'PopEnabled', 'ImapEnabled', 'OWAEnabled', 'DomainController']]],
  );
});

test('members of a role group are added once and removed once', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const add = { Identity: 'Server Management', Member: 'alice' };
  assert.equal((await invoke(host, 'Add-RoleGroupMember', add)).error, null);
  assert.equal((await invoke(host, 'Add-RoleGroupMember', add)).error?.id, 'MemberAlreadyExists');
  const users = await invoke(host, 'Get-ManagementRoleAssignment', {
    Role: 'Receive Connectors',
    RoleAssignee: 'Server Management',
    GetEffectiveUsers: true,
  });
  assert.deepEqual(
    users.objects.map(({ EffectiveUserName }) => EffectiveUserName),
    ['Alice Martin'],
  );
  assert.equal((await invoke(host, 'Remove-RoleGroupMember', { ...add, Confirm: false })).error, null);
  assert.equal((await invoke(host, 'Remove-RoleGroupMember', { ...add, Confirm: false })).error?.id, 'MemberNotFound');
});
