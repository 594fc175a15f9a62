import { type ManagementObject, textIn } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { managementRoles, roleGroups } from '../../engine/roles.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';

export const getRoleGroup = defineCmdlet({
  name: 'Get-RoleGroup',
  synopsis: {
    en: 'Shows role groups with their roles and members.',
    fr: 'Affiche les groupes de rôles, leurs rôles et leurs membres.',
  },
  parameters: [{ ...roleGroupIdentity, wildcards: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-RoleGroup | Format-List Name,Roles,Members',
      explanation: { en: 'Who may do what.', fr: 'Qui peut faire quoi.' },
    },
  ],
  defaultColumns: ['Name', 'AssignedRoles', 'RoleAssignments', 'ManagedBy'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services, language }, parameters) {
    const identity = parameters.get<string>('Identity');
    const found =
      identity === undefined || hasWildcard(identity)
        ? roleGroups.filter(({ name }) => matchesWildcard(identity ?? '*', name))
        : [requireRoleGroup(services, identity)];
    for (const group of found) {
      const roles = group.roles === 'every' ? managementRoles : group.roles;
      const object: ManagementObject = {
        ManagedBy: ['Organization Management'],
        RoleAssignments: roles.map((role) => `${role}-${group.name}`),
        AssignedRoles: roles,
        Roles: roles,
        DisplayName: group.name,
        Members: services.directory
          .mailboxes()
          .filter((mailbox) => mailbox.roleGroups.includes(group.name))
          .map(({ name }) => name),
        Description: textIn(group.description, language),
        Name: group.name,
        Identity: group.name,
        IsValid: true,
      };
      yield object;
    }
  },
});
