import type { ParameterDescription } from '@relais/management-contract';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { permissionsInForce, type RoleGroupInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';

export const roleGroupIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'RoleGroup' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The role group, by name.', fr: 'Le groupe de rôles, par son nom.' },
};

/** @throws CmdletError ManagementObjectNotFound */
export function requireRoleGroup(services: ManagementServices, identity: string): RoleGroupInForce {
  const group = permissionsInForce(services.permissions).findGroup(identity);
  if (group === null) throw objectNotFound(identity, services.server.fqdn);
  return group;
}

/** Built-in groups, roles and what else stands in the program. */
export function builtInRefusal(name: string): CmdletError {
  return new CmdletError({
    id: 'BuiltInObject',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    target: name,
    text: {
      en: `"${name}" is built in and stays as it is; make one of your own (New-RoleGroup, New-ManagementRole) and change that.`,
      fr: `« ${name} » est intégré et ne se modifie pas ; créez le vôtre (New-RoleGroup, New-ManagementRole) et modifiez-le.`,
    },
  });
}

export function nameTaken(name: string): CmdletError {
  return new CmdletError({
    id: 'ObjectAlreadyExists',
    category: 'ResourceExists',
    exception: 'ADObjectAlreadyExistsException',
    target: name,
    text: {
      en: `The name "${name}" is already in use; choose another one.`,
      fr: `Le nom « ${name} » est déjà utilisé ; choisissez-en un autre.`,
    },
  });
}
