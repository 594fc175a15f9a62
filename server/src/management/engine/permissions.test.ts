import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredAssignment, StoredRoleGroup } from '../../domain/permissions/permission-store.ts';
import { permissionsInForce } from './permissions.ts';

const dated = { whenCreated: 0, whenChanged: 0 };
const helpers: StoredRoleGroup = {
  ...dated,
  name: 'Helpers',
  displayName: 'Helpers',
  description: null,
  managedBy: [],
};
const holder = { roleGroups: ['helpers'], mailbox: null };

function withAssignment(facts: Partial<StoredAssignment>) {
  const assignment = {
    ...dated,
    name: 'given',
    role: 'Mail Recipients',
    assignee: 'Helpers',
    delegating: false,
    enabled: true,
    removed: false,
    ...facts,
  };
  const permissions = permissionsInForce({
    groups: () => [helpers],
    roles: () => [],
    assignments: () => [assignment],
    scopes: () => [],
  });
  const role = permissions.findRole('mail recipients');
  assert.ok(role);
  return {
    roles: [...permissions.rolesOf(holder)],
    mayDelegate: permissions.mayDelegate(holder, role),
    othersRoles: [...permissions.rolesOf({ roleGroups: ['Others'], mailbox: null })],
  };
}

test('an assignment gives its role to the members of its group, and nothing to others', () => {
  assert.deepEqual(withAssignment({}), { roles: ['Mail Recipients'], mayDelegate: false, othersRoles: [] });
});

test('a delegating assignment lets its holder give the role on, and run nothing of it', () => {
  assert.deepEqual(withAssignment({ delegating: true }), { roles: [], mayDelegate: true, othersRoles: [] });
});

test('an assignment that is switched off or removed gives nothing', () => {
  for (const facts of [{ enabled: false }, { removed: true }] as const)
    for (const delegating of [false, true])
      assert.deepEqual(withAssignment({ ...facts, delegating }), { roles: [], mayDelegate: false, othersRoles: [] });
});
