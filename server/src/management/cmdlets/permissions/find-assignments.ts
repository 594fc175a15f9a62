import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { type AssignmentInForce, type Permissions, permissionsInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** An assignment with the person, when it is a person's. */
export interface FoundAssignment {
  readonly assignment: AssignmentInForce;
  readonly mailbox: Mailbox | null;
}

export const assignmentIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'ManagementRoleAssignment' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The assignment, by name: Role-Group.', fr: 'L’affectation, par son nom : Rôle-Groupe.' },
};

export function allAssignments(services: ManagementServices, permissions: Permissions): readonly FoundAssignment[] {
  return [
    ...permissions.assignments.map((assignment) => ({ assignment, mailbox: null })),
    ...services.directory
      .mailboxes()
      .flatMap((mailbox) =>
        permissions.assignmentsOf({ roleGroups: [], mailbox }).map((assignment) => ({ assignment, mailbox })),
      ),
  ];
}

/** @throws CmdletError ManagementObjectNotFound */
export function requireAssignment(services: ManagementServices, identity: string): FoundAssignment {
  const wanted = identity.trim().toLowerCase();
  const found = allAssignments(services, permissionsInForce(services.permissions)).find(
    ({ assignment }) => assignment.name.toLowerCase() === wanted,
  );
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

export function assignmentObject({ assignment, mailbox }: FoundAssignment, effectiveUser: string): ManagementObject {
  return {
    Name: assignment.name,
    Role: assignment.role,
    RoleAssignee: mailbox?.name ?? assignment.assignee,
    RoleAssigneeName: mailbox?.name ?? assignment.assignee,
    RoleAssigneeType: assignment.assigneeType,
    AssignmentMethod: 'Direct',
    EffectiveUserName: effectiveUser,
    RoleAssignmentDelegationType: assignment.delegating ? 'DelegatingOrgWide' : 'Regular',
    Enabled: assignment.enabled,
    RecipientReadScope: 'Organization',
    ConfigReadScope: 'OrganizationConfig',
    RecipientWriteScope: recipientWriteScope(assignment),
    ConfigWriteScope: 'OrganizationConfig',
    CustomRecipientWriteScope: typeof assignment.writeScope === 'string' ? null : assignment.writeScope.custom,
    Identity: assignment.name,
    IsValid: true,
  };
}

/** As Exchange names the kind of a scope. */
export function recipientWriteScope({ writeScope }: Pick<AssignmentInForce, 'writeScope'>): string {
  return typeof writeScope === 'string' ? writeScope : 'CustomRecipientScope';
}
