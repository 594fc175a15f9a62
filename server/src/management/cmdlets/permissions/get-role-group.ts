import { defineCmdlet } from '../../engine/cmdlet.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';
import { roleGroupObject } from './role-group-object.ts';

export const getRoleGroup = defineCmdlet({
  name: 'Get-RoleGroup',
  synopsis: {
    en: 'Shows role groups with their roles and members.',
    fr: 'Affiche les groupes de rôles, leurs rôles et leurs membres.',
  },
  parameters: [
    { ...roleGroupIdentity, wildcards: true },
    ...listParameters.filter(({ name }) => ['Filter', 'ResultSize', 'SortBy'].includes(name)),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-RoleGroup | Format-List Name,Roles,Members',
      explanation: { en: 'Who may do what.', fr: 'Qui peut faire quoi.' },
    },
  ],
  defaultColumns: ['Name', 'AssignedRoles', 'RoleAssignments', 'ManagedBy'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run(context, parameters) {
    const { services, language } = context;
    const identity = parameters.get<string>('Identity');
    const found =
      identity === undefined || hasWildcard(identity)
        ? permissionsInForce(services.permissions).groups.filter(({ name }) => matchesWildcard(identity ?? '*', name))
        : [requireRoleGroup(services, identity)];
    yield* selected(context, parameters, found, (group) => roleGroupObject(services, group, language));
  },
});
