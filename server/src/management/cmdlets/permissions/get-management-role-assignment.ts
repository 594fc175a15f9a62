import { defineCmdlet } from '../../engine/cmdlet.ts';
import { managementRoles, organizationManagement, roleGroups } from '../../engine/roles.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const getManagementRoleAssignment = defineCmdlet({
  name: 'Get-ManagementRoleAssignment',
  synopsis: {
    en: 'Shows which role groups, or which people, have which roles.',
    fr: 'Affiche quels groupes de rôles, ou quelles personnes, ont quels rôles.',
  },
  parameters: [
    {
      name: 'Role',
      type: { kind: 'identity', of: 'ManagementRole' },
      wildcards: true,
      help: { en: 'Of one role.', fr: "D'un rôle." },
    },
    {
      name: 'RoleAssignee',
      type: { kind: 'identity', of: 'RoleGroup' },
      help: { en: 'Of one role group.', fr: "D'un groupe de rôles." },
    },
    {
      name: 'Delegating',
      type: { kind: 'boolean' },
      help: { en: 'Rights to give the role on.', fr: 'Droits de transmettre le rôle.' },
    },
    {
      name: 'GetEffectiveUsers',
      type: { kind: 'switch' },
      help: { en: 'The people behind the groups.', fr: 'Les personnes derrière les groupes.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command:
        'Get-ManagementRoleAssignment -Role "Receive Connectors" -Delegating $false | Format-Table -Auto Role,RoleAssigneeType,RoleAssigneeName',
      explanation: { en: 'Who may change receive connectors.', fr: 'Qui peut modifier les connecteurs de réception.' },
    },
  ],
  defaultColumns: ['Name', 'Role', 'RoleAssigneeName', 'RoleAssigneeType', 'AssignmentMethod', 'EffectiveUserName'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const wanted = parameters.get<string>('Role') ?? '*';
    const assignee = parameters.get<string>('RoleAssignee')?.toLowerCase();
    const delegating = parameters.get<boolean>('Delegating');
    for (const group of roleGroups) {
      if (assignee !== undefined && group.name.toLowerCase() !== assignee) continue;
      const held = group.roles === 'every' ? managementRoles : group.roles;
      const kinds = (group.name === organizationManagement ? [false, true] : [false]).filter(
        (kind) => delegating === undefined || kind === delegating,
      );
      for (const role of held.filter((name) => matchesWildcard(wanted, name))) {
        for (const isDelegating of kinds) {
          const members = services.directory.mailboxes().filter((mailbox) => mailbox.roleGroups.includes(group.name));
          const effective = parameters.isOn('GetEffectiveUsers')
            ? members.map(({ name }) => name)
            : ['All Group Members'];
          for (const user of effective) {
            yield {
              Name: `${role}-${group.name}${isDelegating ? '-Delegating' : ''}`,
              Role: role,
              RoleAssigneeName: group.name,
              RoleAssigneeType: 'RoleGroup',
              AssignmentMethod: 'Direct',
              EffectiveUserName: user,
              RoleAssignmentDelegationType: isDelegating ? 'DelegatingOrgWide' : 'Regular',
              Enabled: true,
              Identity: `${role}-${group.name}${isDelegating ? '-Delegating' : ''}`,
            };
          }
        }
      }
    }
  },
});
