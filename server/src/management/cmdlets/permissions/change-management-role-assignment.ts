import { directAssignments, directAssignmentsProperty } from '../../../domain/permissions/direct-assignments.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { type Permissions, permissionsInForce } from '../../engine/permissions.ts';
import { organizationManagement } from '../../engine/roles.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { assignmentIdentity, type FoundAssignment, requireAssignment } from './find-assignments.ts';
import { requireDelegation } from './find-management-role.ts';

export const setManagementRoleAssignment = defineCmdlet({
  name: 'Set-ManagementRoleAssignment',
  synopsis: {
    en: 'Puts an assignment out of force, or into force again.',
    fr: 'Suspend une affectation, ou la rétablit.',
  },
  parameters: [
    { ...assignmentIdentity, mandatory: true },
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      help: { en: 'Whether it is in force.', fr: 'Si elle est en vigueur.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-ManagementRoleAssignment "Message Tracking-Help Desk" -Enabled $false',
      explanation: { en: 'For now nobody there has it.', fr: 'Pour l’instant personne n’y a le rôle.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services, caller } = context;
    const found = requireAssignment(services, parameters.get<string>('Identity') ?? '');
    const { assignment } = found;
    const permissions = permissionsInForce(services.permissions);
    const role = permissions.findRole(assignment.role);
    if (role !== null) requireDelegation(caller, permissions, role);
    const enabled = parameters.get<boolean>('Enabled') ?? assignment.enabled;
    if (!enabled) refuseLockOut(permissions, found);
    const action = {
      en: `Setting the assignment "${assignment.name}".`,
      fr: `Modification de l’affectation « ${assignment.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await change(services, found, enabled);
    context.changed(assignment.name, { Enabled: [assignment.enabled, enabled] });
  },
});

export const removeManagementRoleAssignment = defineCmdlet({
  name: 'Remove-ManagementRoleAssignment',
  synopsis: {
    en: 'Takes a role from a role group or from a person.',
    fr: 'Retire un rôle à un groupe de rôles ou à une personne.',
  },
  parameters: [{ ...assignmentIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-ManagementRoleAssignment "Message Tracking-Help Desk"',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
    {
      command: 'Get-ManagementRoleAssignment -RoleAssignee "Help Desk" | Remove-ManagementRoleAssignment -WhatIf',
      explanation: { en: 'What would be taken.', fr: 'Ce qui serait retiré.' },
    },
  ],
  roles: ['Role Management'],
  run: (context: CmdletContext, parameters) => remove(context, parameters.get<string>('Identity') ?? ''),
});

async function remove(context: CmdletContext, identity: string): Promise<void> {
  const { services, caller } = context;
  const found = requireAssignment(services, identity);
  const { assignment } = found;
  const permissions = permissionsInForce(services.permissions);
  refuseLockOut(permissions, found);
  const role = permissions.findRole(assignment.role);
  if (role !== null) requireDelegation(caller, permissions, role);
  const action = {
    en: `Removing the assignment "${assignment.name}".`,
    fr: `Suppression de l’affectation « ${assignment.name} ».`,
  };
  if (!context.shouldProcess(action)) return;
  await change(services, found, null);
  context.changed(assignment.name, { Role: [assignment.role, null] });
}

/** `null` removes it. A built-in one is kept as taken away. */
async function change(
  services: ManagementServices,
  { assignment, mailbox }: FoundAssignment,
  enabled: boolean | null,
): Promise<void> {
  const { name, role, assignee, delegating } = assignment;
  if (mailbox !== null) {
    const others = directAssignments(mailbox).filter((one) => one.name !== name);
    const kept = enabled === null ? others : [...others, { name, role, delegating, enabled }];
    await services.directory.updateMailbox(mailbox.guid, {
      otherProperties: { ...mailbox.otherProperties, [directAssignmentsProperty]: kept },
    });
  } else if (enabled === null && !assignment.isBuiltIn) {
    await services.permissions.remove('assignment', [name]);
  } else {
    const removed = enabled === null;
    await services.permissions.put('assignment', {
      name,
      role,
      assignee,
      delegating,
      enabled: enabled === true,
      removed,
    });
  }
}

/**
 * Organization Management must stay able to give rights, and somebody able to give each built-in role.
 * @throws CmdletError 'LastAdministrator'.
 */
function refuseLockOut(permissions: Permissions, { assignment }: FoundAssignment): void {
  const givesRights = assignment.assignee === organizationManagement && assignment.role === 'Role Management';
  const isLastDelegation =
    assignment.delegating &&
    permissions.findRole(assignment.role)?.parent === null &&
    !permissions.assignments.some(
      ({ name, role, delegating, enabled }) =>
        delegating && enabled && role === assignment.role && name !== assignment.name,
    );
  if (!givesRights && !isLastDelegation) return;
  throw new CmdletError({
    id: 'LastAdministrator',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    target: assignment.name,
    text: {
      en: `"${assignment.name}" is the last one that lets somebody give the role "${assignment.role}"; without it nobody could give it back.`,
      fr: `« ${assignment.name} » est la dernière à permettre de donner le rôle « ${assignment.role} » ; sans elle, plus personne ne pourrait le rendre.`,
    },
  });
}
