import type { ParameterDescription } from '@relais/management-contract';
import type { ManagementCaller } from '../../engine/caller.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { type Permissions, permissionsInForce, type RoleInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { builtInRefusal } from './find-role-group.ts';

export const managementRoleIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'ManagementRole' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The role, by name.', fr: 'Le rôle, par son nom.' },
};

/** @throws CmdletError ManagementObjectNotFound */
export function requireRole(services: ManagementServices, identity: string): RoleInForce {
  const role = permissionsInForce(services.permissions).findRole(identity);
  if (role === null) throw objectNotFound(identity, services.server.fqdn);
  return role;
}

/** @throws CmdletError for built-in roles, which nobody changes. */
export function requireOwnRole(
  services: ManagementServices,
  identity: string,
): RoleInForce & { readonly parent: string } {
  const role = requireRole(services, identity);
  if (role.parent === null) throw builtInRefusal(role.name);
  return { ...role, parent: role.parent };
}

/**
 * Nobody gives rights that he may not give on.
 * @throws CmdletError 'PermissionDenied' without a delegating assignment of the role or of one it comes from.
 */
export function requireDelegation(caller: ManagementCaller, permissions: Permissions, role: RoleInForce): void {
  if (permissions.mayDelegate(caller, role)) return;
  throw new CmdletError({
    id: 'NoDelegatingAssignment',
    category: 'PermissionDenied',
    exception: 'UnauthorizedAccessException',
    target: role.name,
    text: {
      en: `You have no delegating assignment of the role "${role.name}", so you can't give it to others.`,
      fr: `Vous n’avez pas d’affectation de délégation du rôle « ${role.name} » : vous ne pouvez pas le donner à d’autres.`,
    },
  });
}
