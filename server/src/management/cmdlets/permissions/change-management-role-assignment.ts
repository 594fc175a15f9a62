import { isSameWriteScope, type WriteScope } from '../../../domain/permissions/write-scope.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { type Permissions, permissionsInForce } from '../../engine/permissions.ts';
import { organizationManagement } from '../../engine/roles.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { assignmentIdentity, type FoundAssignment, requireAssignment } from './find-assignments.ts';
import { requireDelegation } from './find-management-role.ts';
import { storeAssignment } from './store-assignment.ts';
import {
  customScopeParameter,
  givenWriteScope,
  relativeScopeParameter,
  requireScopable,
  scopeNotSupported,
} from './write-scope-parameters.ts';
import { scopeName } from '../../write-scope/write-reach.ts';

export const setManagementRoleAssignment = defineCmdlet({
  name: 'Set-ManagementRoleAssignment',
  synopsis: {
    en: 'Puts an assignment out of force, or into force again, and says whom it lets change.',
    fr: 'Suspend une affectation, ou la rétablit, et dit qui elle permet de modifier.',
  },
  parameters: [
    { ...assignmentIdentity, mandatory: true },
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      help: { en: 'Whether it is in force.', fr: 'Si elle est en vigueur.' },
    },
    customScopeParameter,
    relativeScopeParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-ManagementRoleAssignment "Message Tracking-Help Desk" -Enabled $false',
      explanation: { en: 'For now nobody there has it.', fr: 'Pour l’instant personne n’y a le rôle.' },
    },
    {
      command:
        'Get-ManagementRoleAssignment -RoleAssignee "Paris desk" | Set-ManagementRoleAssignment -CustomRecipientWriteScope Paris',
      explanation: { en: 'They change people in Paris only.', fr: 'Ils ne modifient que les gens de Paris.' },
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
    const writeScope = givenWriteScope(services, parameters) ?? assignment.writeScope;
    if (!enabled) refuseLockOut(permissions, found);
    if (writeScope !== 'Organization' && assignment.assignee === organizationManagement)
      throw scopeNotSupported(
        assignment.name,
        `"${organizationManagement}" administers the whole organization; give the scope to another role group (New-RoleGroup).`,
        `« ${organizationManagement} » administre toute l’organisation ; donnez l’étendue à un autre groupe de rôles (New-RoleGroup).`,
      );
    if (role !== null) requireScopable(permissions, role, writeScope, assignment.delegating);
    const action = {
      en: `Setting the assignment "${assignment.name}".`,
      fr: `Modification de l’affectation « ${assignment.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await storeAssignment(services, found, { enabled, writeScope });
    context.changed(assignment.name, {
      ...(enabled === assignment.enabled ? {} : { Enabled: [assignment.enabled, enabled] }),
      ...writeScopeChange(assignment.writeScope, writeScope),
    });
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
  await storeAssignment(services, found, null);
  context.changed(assignment.name, { Role: [assignment.role, null] });
}

/** By the name of the parameter that says it. */
function writeScopeChange(
  before: WriteScope,
  after: WriteScope,
): Readonly<Record<string, readonly [string | null, string | null]>> {
  if (isSameWriteScope(before, after)) return {};
  const shown = (scope: WriteScope, isCustom: boolean): string | null =>
    (typeof scope !== 'string') === isCustom ? scopeName(scope) : null;
  return Object.fromEntries(
    [
      ['CustomRecipientWriteScope', shown(before, true), shown(after, true)] as const,
      ['RecipientRelativeWriteScope', shown(before, false), shown(after, false)] as const,
    ]
      .filter(([, was, is]) => was !== is)
      .map(([name, was, is]) => [name, [was, is]] as const),
  );
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
