import { directAssignments, directAssignmentsProperty } from '../../../domain/permissions/direct-assignments.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { assignmentName, permissionsInForce } from '../../engine/permissions.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { allAssignments, assignmentObject } from './find-assignments.ts';
import { requireDelegation, requireRole } from './find-management-role.ts';
import { nameTaken, requireRoleGroup } from './find-role-group.ts';
import { scopeName } from '../../write-scope/write-reach.ts';
import {
  customScopeParameter,
  givenWriteScope,
  relativeScopeParameter,
  requireScopable,
} from './write-scope-parameters.ts';

export const newManagementRoleAssignment = defineCmdlet({
  name: 'New-ManagementRoleAssignment',
  synopsis: {
    en: 'Gives a role to a role group or to one person.',
    fr: 'Donne un rôle à un groupe de rôles ou à une personne.',
  },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 128 },
      position: 1,
      help: { en: 'Its name; Role-Group when left out.', fr: 'Son nom ; Rôle-Groupe par défaut.' },
    },
    {
      name: 'Role',
      type: { kind: 'identity', of: 'ManagementRole' },
      mandatory: true,
      pipeline: 'by-property-name',
      help: { en: 'The role.', fr: 'Le rôle.' },
    },
    {
      name: 'SecurityGroup',
      type: { kind: 'identity', of: 'RoleGroup' },
      help: { en: 'The role group that gets it.', fr: 'Le groupe de rôles qui le reçoit.' },
    },
    {
      name: 'User',
      type: { kind: 'identity', of: 'Mailbox' },
      help: { en: 'The person who gets it.', fr: 'La personne qui le reçoit.' },
    },
    {
      name: 'Delegating',
      type: { kind: 'switch' },
      help: {
        en: 'The right to give the role on, instead of the role.',
        fr: 'Le droit de transmettre le rôle, au lieu du rôle.',
      },
    },
    customScopeParameter,
    relativeScopeParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-ManagementRoleAssignment -Role "Message Tracking" -SecurityGroup "Help Desk"',
      explanation: { en: 'The help desk may trace messages.', fr: 'Le support peut suivre les messages.' },
    },
    {
      command: 'New-ManagementRoleAssignment -Role "Quota desk" -User alice',
      explanation: { en: 'One person.', fr: 'Une personne.' },
    },
    {
      command:
        'New-ManagementRoleAssignment -Role "Mail Recipients" -SecurityGroup "Paris desk" -CustomRecipientWriteScope Paris',
      explanation: {
        en: 'For the recipients of a management scope only.',
        fr: 'Pour les seuls destinataires d’une étendue de gestion.',
      },
    },
  ],
  defaultColumns: ['Name', 'Role', 'RoleAssigneeName', 'RoleAssigneeType', 'AssignmentMethod', 'EffectiveUserName'],
  roles: ['Role Management'],
  async *run(context, parameters) {
    const { services, caller } = context;
    const permissions = permissionsInForce(services.permissions);
    const role = requireRole(services, parameters.get<string>('Role') ?? '');
    requireDelegation(caller, permissions, role);
    const groupName = parameters.get<string>('SecurityGroup');
    const userName = parameters.get<string>('User');
    if ((groupName === undefined) === (userName === undefined)) throw oneAssignee();
    const delegating = parameters.isOn('Delegating');
    const writeScope = givenWriteScope(services, parameters) ?? 'Organization';
    requireScopable(permissions, role, writeScope, delegating);
    const group = groupName === undefined ? null : requireRoleGroup(services, groupName);
    const mailbox = userName === undefined ? null : requireMailbox(services, userName);
    const assignee = group?.name ?? mailbox?.name ?? '';
    const name = parameters.get<string>('Name')?.trim() || assignmentName(role.name, assignee, delegating);
    const all = allAssignments(services, permissions);
    if (all.some(({ assignment }) => assignment.name.toLowerCase() === name.toLowerCase())) throw nameTaken(name);
    const action = {
      en: `Giving the role "${role.name}" to "${assignee}".`,
      fr: `Attribution du rôle « ${role.name} » à « ${assignee} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const fields = { name, role: role.name, delegating, enabled: true, writeScope };
    if (group !== null)
      await services.permissions.put('assignment', { ...fields, assignee: group.name, removed: false });
    if (mailbox !== null) {
      await services.directory.updateMailbox(mailbox.guid, {
        otherProperties: {
          ...mailbox.otherProperties,
          [directAssignmentsProperty]: [...directAssignments(mailbox), fields],
        },
      });
    }
    context.changed(name, {
      Role: [null, role.name],
      RoleAssignee: [null, assignee],
      ...(writeScope === 'Organization' ? {} : { RecipientWriteScope: [null, scopeName(writeScope)] }),
    });
    const assigneeType = group === null ? ('User' as const) : ('RoleGroup' as const);
    yield assignmentObject(
      { assignment: { ...fields, assignee, assigneeType, isBuiltIn: false }, mailbox },
      mailbox?.name ?? 'All Group Members',
    );
  },
});

function oneAssignee(): CmdletError {
  return new CmdletError({
    id: 'AmbiguousParameterSet',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'SecurityGroup',
    text: {
      en: 'Name who gets the role: either -SecurityGroup with a role group or -User with a mailbox.',
      fr: 'Indiquez qui reçoit le rôle : soit -SecurityGroup avec un groupe de rôles, soit -User avec une boîte aux lettres.',
    },
  });
}
