import type { ParameterDescription } from '@relais/management-contract';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { findRoleGroup, type RoleGroup } from '../../engine/roles.ts';
import type { ManagementServices } from '../../engine/services.ts';

export const roleGroupIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'RoleGroup' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The role group, by name.', fr: 'Le groupe de rôles, par son nom.' },
};

/** @throws CmdletError ManagementObjectNotFound */
export function requireRoleGroup(services: ManagementServices, identity: string): RoleGroup {
  const group = findRoleGroup(identity);
  if (group === null) throw objectNotFound(identity, services.server.fqdn);
  return group;
}
