import type { ParameterDescription } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { type Permissions, permissionsInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { isSameWriteScope, relativeWriteScopes } from '../../../domain/permissions/write-scope.ts';
import type { Recipient } from '../../../domain/directory/recipient.ts';
import { requireRecipient } from '../recipients/recipient-parameters.ts';
import { isWithin } from '../../write-scope/write-reach.ts';
import { requireScope } from './find-management-scope.ts';
import {
  allAssignments,
  assignmentIdentity,
  assignmentObject,
  type FoundAssignment,
  recipientWriteScope,
} from './find-assignments.ts';

const scopeKinds = ['None', ...relativeWriteScopes, 'OrganizationConfig', 'CustomRecipientScope'];

export const getManagementRoleAssignment = defineCmdlet({
  name: 'Get-ManagementRoleAssignment',
  synopsis: {
    en: 'Shows which role groups, or which people, have which roles.',
    fr: 'Affiche quels groupes de rôles, ou quelles personnes, ont quels rôles.',
  },
  parameters: [
    { ...assignmentIdentity, wildcards: true },
    {
      name: 'Role',
      type: { kind: 'identity', of: 'ManagementRole' },
      wildcards: true,
      help: { en: 'Of one role.', fr: 'D’un rôle.' },
    },
    {
      name: 'RoleAssignee',
      type: { kind: 'identity', of: 'RoleGroup' },
      help: {
        en: 'Of one role group, or of one person: his own and those of his groups.',
        fr: 'D’un groupe de rôles, ou d’une personne : les siennes et celles de ses groupes.',
      },
    },
    {
      name: 'RoleAssigneeType',
      type: { kind: 'enum', values: [{ name: 'RoleGroup' }, { name: 'User' }] },
      help: { en: 'Of groups, or of people.', fr: 'De groupes, ou de personnes.' },
    },
    {
      name: 'Delegating',
      type: { kind: 'boolean' },
      help: { en: 'Rights to give the role on.', fr: 'Droits de transmettre le rôle.' },
    },
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      help: { en: 'Those that are in force, or not.', fr: 'Celles qui sont en vigueur, ou non.' },
    },
    {
      name: 'GetEffectiveUsers',
      type: { kind: 'switch' },
      help: { en: 'The people behind the groups.', fr: 'Les personnes derrière les groupes.' },
    },
    ...(['RecipientWriteScope', 'ConfigWriteScope'] as const).map(
      (name): ParameterDescription => ({
        name,
        type: {
          kind: 'enum',
          values: scopeKinds.map((scope) => ({ name: scope })),
        },
        help: {
          en: 'Only those of this reach; of ConfigWriteScope all reach the whole organization.',
          fr: 'Seulement celles de cette portée ; pour ConfigWriteScope, toutes portent sur l’organisation entière.',
        },
      }),
    ),
    {
      name: 'CustomRecipientWriteScope',
      type: { kind: 'identity', of: 'ManagementScope' },
      help: { en: 'Only those with this management scope.', fr: 'Seulement celles de cette étendue de gestion.' },
    },
    {
      name: 'WritableRecipient',
      type: { kind: 'identity', of: 'Recipient' },
      help: {
        en: 'Only those that let somebody change this recipient.',
        fr: 'Seulement celles qui permettent à quelqu’un de modifier ce destinataire.',
      },
    },
    {
      name: 'Exclusive',
      type: { kind: 'boolean' },
      help: {
        en: '$true: none, since no scope here is exclusive.',
        fr: '$true : aucune, car aucune portée n’est exclusive ici.',
      },
    },
    {
      name: 'AssignmentMethod',
      type: { kind: 'enum', values: [{ name: 'Direct' }, { name: 'RoleGroup' }] },
      list: true,
      help: {
        en: 'Only those given to people, or to groups.',
        fr: 'Seulement celles données à des personnes, ou à des groupes.',
      },
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
    {
      command:
        'Get-ManagementRoleAssignment -Role "Mail Recipients" -GetEffectiveUsers | Format-Table EffectiveUserName,RoleAssigneeName',
      explanation: { en: 'The people who have a role.', fr: 'Les personnes qui ont un rôle.' },
    },
  ],
  defaultColumns: ['Name', 'Role', 'RoleAssigneeName', 'RoleAssigneeType', 'AssignmentMethod', 'EffectiveUserName'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const permissions = permissionsInForce(services.permissions);
    const identity = parameters.get<string>('Identity');
    const role = parameters.get<string>('Role') ?? '*';
    const assignee = parameters.get<string>('RoleAssignee');
    const person = assignee === undefined ? null : services.directory.findMailbox(assignee);
    if (assignee !== undefined && permissions.findGroup(assignee) === null && person === null)
      throw objectNotFound(assignee, services.server.fqdn);
    const delegating = parameters.get<boolean>('Delegating');
    const enabled = parameters.get<boolean>('Enabled');
    const type = parameters.get<string>('RoleAssigneeType');
    const methods = parameters.list<string>('AssignmentMethod', []);
    const reach = parameters.get<string>('RecipientWriteScope');
    const custom = parameters.get<string>('CustomRecipientWriteScope');
    const scope = custom === undefined ? null : requireScope(services, custom);
    const written = parameters.get<string>('WritableRecipient');
    const recipient = written === undefined ? null : requireRecipient(services, written);
    const isElsewhere =
      parameters.isOn('Exclusive') ||
      !['Organization', 'OrganizationConfig', undefined].includes(parameters.get<string>('ConfigWriteScope'));
    if (isElsewhere) return;
    const found = allAssignments(services, permissions).filter(
      ({ assignment, mailbox }) =>
        matchesWildcard(identity ?? '*', assignment.name) &&
        matchesWildcard(role, assignment.role) &&
        (delegating === undefined || assignment.delegating === delegating) &&
        (enabled === undefined || assignment.enabled === enabled) &&
        (reach === undefined || recipientWriteScope(assignment) === reach) &&
        (scope === null || isSameWriteScope(assignment.writeScope, { custom: scope.name })) &&
        (recipient === null || letsChange(services, permissions, { assignment, mailbox }, recipient)) &&
        (type === undefined || assignment.assigneeType === type) &&
        (methods === undefined || methods.includes(assignment.assigneeType === 'User' ? 'Direct' : 'RoleGroup')) &&
        (assignee === undefined ||
          assignment.assignee.toLowerCase() === assignee.toLowerCase() ||
          (person !== null && (mailbox?.guid === person.guid || person.roleGroups.includes(assignment.assignee)))),
    );
    if (identity !== undefined && found.length === 0 && !hasWildcard(identity))
      throw objectNotFound(identity, services.server.fqdn);
    for (const one of found) {
      const members = services.directory
        .mailboxes()
        .filter(({ roleGroups }) => roleGroups.includes(one.assignment.assignee));
      const users =
        one.mailbox !== null
          ? [one.mailbox.name]
          : parameters.isOn('GetEffectiveUsers')
            ? members.map(({ name }) => name)
            : ['All Group Members'];
      for (const user of users) yield assignmentObject(one, user);
    }
  },
});

/** Whether somebody who has it may change the recipient, as far as scopes go. */
function letsChange(
  services: ManagementServices,
  permissions: Permissions,
  { assignment, mailbox }: FoundAssignment,
  recipient: Recipient,
): boolean {
  const { assignee, delegating, enabled, writeScope } = assignment;
  if (delegating || !enabled) return false;
  if (writeScope !== 'Self' && writeScope !== 'MyDistributionGroups')
    return isWithin({ services, permissions, caller: { roleGroups: [], mailbox: null } }, writeScope, recipient);
  const holders = services.directory
    .mailboxes()
    .filter(({ guid, roleGroups }) => (mailbox === null ? roleGroups.includes(assignee) : guid === mailbox.guid));
  return holders.some((holder) =>
    isWithin({ services, permissions, caller: { roleGroups: [], mailbox: holder } }, writeScope, recipient),
  );
}
