import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ManagementValue, ParameterDescription } from '@relais/management-contract';
import { cmdlets } from './cmdlets/index.ts';
import { asSeenWith } from './engine/authorise.ts';
import { permissionsInForce } from './engine/permissions.ts';
import { managementRoles, roleGroups } from './engine/roles.ts';
import { invoke, openTestManagement } from './testing/management.fixture.ts';

/** Reference §5.5, written out once more by hand: which group may run which cmdlet at all. */
const everybody = roleGroups.map(({ name }) => name);
const may: Readonly<Record<string, readonly string[]>> = {
  'Set-ImapSettings': ['Organization Management', 'Server Management'],
  'Set-PopSettings': ['Organization Management', 'Server Management'],
  'Get-ImapSettings': [
    'Organization Management',
    'Server Management',
    'Hygiene Management',
    'View-Only Organization Management',
  ],
  'Set-ReceiveConnector': ['Organization Management', 'Server Management', 'Hygiene Management'],
  'New-ReceiveConnector': ['Organization Management', 'Server Management', 'Hygiene Management'],
  'Remove-ReceiveConnector': ['Organization Management', 'Server Management', 'Hygiene Management'],
  'New-AcceptedDomain': ['Organization Management'],
  'New-Mailbox': ['Organization Management', 'Recipient Management'],
  'Remove-Mailbox': ['Organization Management', 'Recipient Management'],
  'Set-CASMailbox': ['Organization Management', 'Recipient Management', 'Help Desk'],
  'Restart-Service': ['Organization Management', 'Server Management'],
  'Add-RoleGroupMember': ['Organization Management'],
  'Search-AdminAuditLog': ['Organization Management', 'Records Management'],
  'Get-Mailbox': [
    'Organization Management',
    'Recipient Management',
    'Hygiene Management',
    'View-Only Organization Management',
    'Help Desk',
  ],
};

test('role groups may run what reference §5.5 gives them', async () => {
  const { hostFor } = await openTestManagement();
  for (const group of everybody) {
    const seen = new Set((await hostFor([group]).describe()).map(({ name }) => name));
    for (const [cmdlet, groups] of Object.entries(may))
      assert.equal(seen.has(cmdlet), groups.includes(group), `${group}: ${cmdlet}`);
  }
});

test('Organization Management may run everything; who is in no group sees nothing', async () => {
  const { hostFor } = await openTestManagement();
  assert.equal((await hostFor(['Organization Management']).describe()).length, cmdlets.length);
  assert.deepEqual(await hostFor([]).describe(), []);
  assert.deepEqual(await hostFor(['Domain Admins']).describe(), []);
});

test('every role that a cmdlet names exists, and every cmdlet has one', () => {
  for (const { name, roles, parameterRoles = {} } of cmdlets) {
    assert.ok(roles.length > 0, name);
    for (const role of [...roles, ...Object.values(parameterRoles).flat()])
      assert.ok(managementRoles.includes(role), `${name}: ${role}`);
  }
});

const sample: Readonly<Partial<Record<ParameterDescription['type']['kind'], ManagementValue>>> = {
  boolean: true,
  switch: true,
  int: 1,
  timespan: '00:01:00',
};

for (const cmdlet of cmdlets) {
  test(`${cmdlet.name}: a group that lacks it, or a parameter of it, is answered as if there were none`, async () => {
    const { services, hostFor } = await openTestManagement();
    for (const group of everybody) {
      const roles = permissionsInForce().rolesOf({ roleGroups: [group], mailbox: null });
      const host = hostFor([group]);
      if (!cmdlet.roles.some((role) => roles.has(role))) {
        const refused = await invoke(host, cmdlet.name, { WhatIf: true });
        const unknown = await invoke(host, 'Zzyzx-Qwop');
        assert.equal(refused.error?.id, 'CommandNotFoundException', group);
        assert.equal(refused.error?.category, unknown.error?.category);
        continue;
      }
      const seen = asSeenWith(cmdlet, roles).parameters.map(({ name }) => name);
      for (const parameter of cmdlet.parameters.filter(({ name }) => !seen.includes(name))) {
        const mandatory = Object.fromEntries(
          cmdlet.parameters.filter((other) => other.mandatory === true).map(({ name }) => [name, 'alice']),
        );
        const { error } = await invoke(host, cmdlet.name, {
          ...mandatory,
          [parameter.name]: sample[parameter.type.kind] ?? 'x',
        });
        assert.equal(error?.id, 'NamedParameterNotFound', `${group}: ${cmdlet.name} -${parameter.name}`);
      }
    }
    // A change that was refused at binding is audited too, and was no change.
    const kept = await services.audit.search({ limit: null });
    if (!cmdlet.supportsShouldProcess || cmdlet.name.startsWith('Test-')) assert.deepEqual(kept, []);
    assert.ok(kept.every(({ succeeded, objectModified }) => !succeeded && objectModified === null));
  });
}

for (const role of managementRoles) {
  test(`${role}: who has this role alone sees the cmdlets that name it, and no other`, async () => {
    const { services, hostFor } = await openTestManagement();
    await services.permissions.put('group', { name: 'Only', displayName: '', description: null, managedBy: [] });
    const assignment = { name: 'Only', role, assignee: 'Only', delegating: false, enabled: true, removed: false };
    await services.permissions.put('assignment', assignment);
    const seen = new Set((await hostFor(['Only']).describe()).map(({ name }) => name));
    for (const cmdlet of cmdlets) assert.equal(seen.has(cmdlet.name), cmdlet.roles.includes(role), cmdlet.name);
    // A delegating assignment gives the role on and does not give it; one out of force gives nothing.
    for (const change of [{ delegating: true }, { enabled: false }, { removed: true }]) {
      await services.permissions.put('assignment', { ...assignment, ...change });
      assert.deepEqual(await hostFor(['Only']).describe(), [], JSON.stringify(change));
    }
  });
}

test('the help desk may open and close protocols of a mailbox and nothing more of it', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(['Help Desk']);
  assert.equal((await invoke(host, 'Set-CASMailbox', { Identity: 'alice', PopEnabled: false })).error, null);
  assert.equal(services.directory.findMailbox('alice')?.popEnabled, false);
  assert.equal(
    (await invoke(host, 'Set-Mailbox', { Identity: 'alice', DisplayName: 'x' })).error?.id,
    'NamedParameterNotFound',
  );
});

test('who has rights on connectors only gives nobody Send As with Add-ADPermission', async () => {
  const { hostFor } = await openTestManagement();
  const line = { Identity: 'alice', User: 'alice', ExtendedRights: ['Send As'], Confirm: false };
  const idOf = async (group: string, verb: string, given: Readonly<Record<string, ManagementValue>>) =>
    (await invoke(hostFor([group]), `${verb}-ADPermission`, given)).error?.id;
  for (const verb of ['Add', 'Remove'])
    assert.equal(await idOf('Server Management', verb, line), 'ManagementObjectNotFound', verb);
  assert.equal(await idOf('Server Management', 'Get', { Identity: 'alice' }), 'ManagementObjectNotFound');
  for (const verb of ['Add', 'Remove'])
    assert.equal(await idOf('Organization Management', verb, line), undefined, verb);
});
