import { directAssignments, directAssignmentsProperty } from '../../../domain/permissions/direct-assignments.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { managementRoleIdentity, requireOwnRole } from './find-management-role.ts';

export const removeManagementRole = defineCmdlet({
  name: 'Remove-ManagementRole',
  synopsis: { en: 'Removes a role of your own.', fr: 'Supprime un rôle créé.' },
  parameters: [
    { ...managementRoleIdentity, mandatory: true },
    {
      name: 'Recurse',
      type: { kind: 'switch' },
      help: { en: 'Also the roles made from it.', fr: 'Ainsi que les rôles qui en sont issus.' },
    },
    {
      name: 'Force',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-ManagementRole "Quota desk"', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const permissions = permissionsInForce(services.permissions);
    const role = requireOwnRole(services, parameters.get<string>('Identity') ?? '');
    const line = [role.name];
    for (const name of line) {
      for (const { name: child, parent } of permissions.roles)
        if (parent?.toLowerCase() === name.toLowerCase()) line.push(child);
    }
    if (line.length > 1 && !parameters.isOn('Recurse')) {
      throw new CmdletError({
        id: 'RoleHasChildren',
        category: 'InvalidOperation',
        exception: 'InvalidOperationException',
        target: role.name,
        text: {
          en: `Roles were made from "${role.name}": ${line.slice(1).join(', ')}. -Recurse removes them too.`,
          fr: `Des rôles sont issus de « ${role.name} » : ${line.slice(1).join(', ')}. -Recurse les supprime aussi.`,
        },
      });
    }
    const action = {
      en: `Removing the management role ${line.map((name) => `"${name}"`).join(', ')} with its assignments.`,
      fr: `Suppression du rôle de gestion ${line.map((name) => `« ${name} »`).join(', ')} et de ses affectations.`,
    };
    if (!context.shouldProcess(action)) return;
    const isGone = (name: string): boolean => line.some((one) => one.toLowerCase() === name.toLowerCase());
    // Assignments first: an interrupted removal leaves a role that nobody has.
    await services.permissions.remove(
      'assignment',
      permissions.assignments.filter((one) => isGone(one.role)).map(({ name }) => name),
    );
    for (const mailbox of services.directory.mailboxes()) {
      const direct = directAssignments(mailbox);
      if (!direct.some((one) => isGone(one.role))) continue;
      await services.directory.updateMailbox(mailbox.guid, {
        otherProperties: {
          ...mailbox.otherProperties,
          [directAssignmentsProperty]: direct.filter((one) => !isGone(one.role)),
        },
      });
    }
    await services.permissions.remove('role', line);
    context.changed(role.name);
  },
});
