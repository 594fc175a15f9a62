import { type Language, type ManagementObject, textIn } from '@relais/management-contract';
import { permissionsInForce, type RoleGroupInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';

export function roleGroupObject(
  services: ManagementServices,
  group: RoleGroupInForce,
  language: Language,
): ManagementObject {
  const assignments = permissionsInForce(services.permissions).assignments.filter(
    ({ assignee, delegating }) => assignee.toLowerCase() === group.name.toLowerCase() && !delegating,
  );
  const roles = assignments.map(({ role }) => role);
  return {
    ManagedBy: group.managedBy,
    RoleAssignments: assignments.map(({ name }) => name),
    AssignedRoles: roles,
    Roles: roles,
    DisplayName: group.displayName,
    Members: services.directory
      .mailboxes()
      .filter(({ roleGroups }) => roleGroups.includes(group.name))
      .map(({ name }) => name),
    Description: textIn(group.description, language),
    RoleGroupType: 'Standard',
    IsBuiltIn: group.isBuiltIn,
    Name: group.name,
    Identity: group.name,
    IsValid: true,
  };
}
