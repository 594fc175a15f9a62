import type { ParameterDescription } from '@relais/management-contract';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { permissionsInForce, type RoleGroupInForce } from '../../engine/permissions.ts';

export const bypassManagerParameter: ParameterDescription = {
  name: 'BypassSecurityGroupManagerCheck',
  type: { kind: 'switch' },
  help: {
    en: 'Changes the group though you do not manage it (ManagedBy).',
    fr: 'Modifie le groupe même si vous ne le gérez pas (ManagedBy).',
  },
};

/**
 * Who changes a group must manage it (ManagedBy) or say that he passes over that, and must have himself what the
 * group's members get: otherwise he would give himself rights. @throws CmdletError 'PermissionDenied'.
 */
export function requireGroupManager(
  { caller, services }: CmdletContext,
  group: RoleGroupInForce,
  bypasses: boolean,
): void {
  const permissions = permissionsInForce(services.permissions);
  const names = [...caller.roleGroups, caller.name, caller.mailbox?.name ?? '', caller.mailbox?.alias ?? ''];
  const manages = group.managedBy.some((manager) => names.some((name) => name.toLowerCase() === manager.toLowerCase()));
  if (!manages && !bypasses) {
    throw new CmdletError({
      id: 'NotGroupManager',
      category: 'PermissionDenied',
      exception: 'OperationRequiresGroupManagerException',
      target: group.name,
      text: {
        en: `You don't manage the role group "${group.name}" (${group.managedBy.join(', ')} do); -BypassSecurityGroupManagerCheck passes over that.`,
        fr: `Vous ne gérez pas le groupe de rôles « ${group.name} » (gérants : ${group.managedBy.join(', ')}) ; -BypassSecurityGroupManagerCheck passe outre.`,
      },
    });
  }
  const own = permissions.rolesOf(caller);
  const lacking = [...permissions.rolesOf({ roleGroups: [group.name], mailbox: null })].filter((name) => {
    const role = permissions.findRole(name);
    return (
      !own.has(name) &&
      (role === null || !own.has(permissions.rootOf(role).name)) &&
      !(role !== null && permissions.mayDelegate(caller, role))
    );
  });
  if (lacking.length === 0) return;
  throw new CmdletError({
    id: 'InsufficientAuthority',
    category: 'PermissionDenied',
    exception: 'UnauthorizedAccessException',
    target: group.name,
    text: {
      en: `The role group "${group.name}" has roles that you don't have: ${lacking.join(', ')}.`,
      fr: `Le groupe de rôles « ${group.name} » a des rôles que vous n’avez pas : ${lacking.join(', ')}.`,
    },
  });
}
