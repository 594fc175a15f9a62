import type { ParameterDescription } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { assignmentName, permissionsInForce } from '../../engine/permissions.ts';
import { organizationManagement } from '../../engine/roles.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { requireDelegation, requireRole } from './find-management-role.ts';
import { nameTaken, requireRoleGroup } from './find-role-group.ts';
import { permissionName } from './permission-name.ts';
import { roleGroupObject } from './role-group-object.ts';
import { customScopeParameter, givenWriteScope, requireScopable } from './write-scope-parameters.ts';

export const roleGroupTexts: readonly ParameterDescription[] = [
  {
    name: 'DisplayName',
    type: { kind: 'string', maxLength: 256 },
    help: { en: 'As lists show it.', fr: 'Comme les listes l’affichent.' },
  },
  {
    name: 'Description',
    type: { kind: 'string', maxLength: 1024, lines: true },
    help: { en: 'What it is for.', fr: 'À quoi il sert.' },
  },
  {
    name: 'ManagedBy',
    type: { kind: 'identity', of: 'Mailbox' },
    list: true,
    help: {
      en: 'Who may change its members: mailboxes or role groups.',
      fr: 'Qui peut modifier ses membres : boîtes ou groupes de rôles.',
    },
  },
];

export const newRoleGroup = defineCmdlet({
  name: 'New-RoleGroup',
  synopsis: { en: 'Makes a role group.', fr: 'Crée un groupe de rôles.' },
  parameters: [
    { ...permissionName, mandatory: true, position: 1 },
    {
      name: 'Roles',
      type: { kind: 'identity', of: 'ManagementRole' },
      list: true,
      help: { en: 'What its members may do.', fr: 'Ce que ses membres peuvent faire.' },
    },
    {
      name: 'Members',
      type: { kind: 'identity', of: 'Mailbox' },
      list: true,
      help: { en: 'Who is in it.', fr: 'Qui en fait partie.' },
    },
    ...roleGroupTexts,
    customScopeParameter,
    {
      name: 'SamAccountName',
      type: { kind: 'string', maxLength: 64 },
      withoutEffect: true,
      help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-RoleGroup "Paris desk" -Roles "Mail Recipients","Message Tracking" -Members alice',
      explanation: { en: 'Roles and members at once.', fr: 'Rôles et membres d’un coup.' },
    },
  ],
  defaultColumns: ['Name', 'AssignedRoles', 'RoleAssignments', 'ManagedBy'],
  roles: ['Role Management'],
  async *run(context, parameters) {
    const { services, caller } = context;
    const permissions = permissionsInForce(services.permissions);
    const name = (parameters.get<string>('Name') ?? '').trim();
    if (permissions.findGroup(name) !== null) throw nameTaken(name);
    const roles = (parameters.list<string>('Roles', []) ?? []).map((role) => requireRole(services, role));
    const writeScope = givenWriteScope(services, parameters) ?? 'Organization';
    for (const role of roles) {
      requireDelegation(caller, permissions, role);
      requireScopable(permissions, role, writeScope, false);
    }
    const members = (parameters.list<string>('Members', []) ?? []).map((member) => requireMailbox(services, member));
    const managedBy = (parameters.list<string>('ManagedBy', []) ?? []).map(
      (manager) => permissions.findGroup(manager)?.name ?? requireMailbox(services, manager).name,
    );
    const action = { en: `Creating the role group "${name}".`, fr: `Création du groupe de rôles « ${name} ».` };
    if (!context.shouldProcess(action)) return;
    const own = caller.mailbox?.name;
    await services.permissions.put('group', {
      name,
      displayName: parameters.get<string>('DisplayName') ?? name,
      description: parameters.get<string>('Description') ?? '',
      managedBy: managedBy.length > 0 ? managedBy : [organizationManagement, ...(own === undefined ? [] : [own])],
    });
    for (const role of roles) {
      const fields = { role: role.name, assignee: name, delegating: false, enabled: true, removed: false, writeScope };
      await services.permissions.put('assignment', { name: assignmentName(role.name, name, false), ...fields });
    }
    for (const { guid, roleGroups } of members)
      await services.directory.updateMailbox(guid, { roleGroups: [...roleGroups, name] });
    context.changed(name, {
      Roles: [null, roles.map((role) => role.name)],
      Members: [null, members.map((member) => member.name)],
      ...(typeof writeScope === 'string' ? {} : { CustomRecipientWriteScope: [null, writeScope.custom] }),
    });
    yield roleGroupObject(services, requireRoleGroup(services, name), context.language);
  },
});
