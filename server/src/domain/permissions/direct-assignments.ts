import type { Mailbox } from '../directory/directory.ts';
import type { WriteScope } from './write-scope.ts';

/** A role that somebody has himself rather than through a group; kept with his mailbox and gone with it. */
export interface DirectAssignment {
  readonly name: string;
  readonly role: string;
  readonly delegating: boolean;
  readonly enabled: boolean;
  readonly writeScope?: WriteScope;
}

/** The property of `otherProperties` that holds them. */
export const directAssignmentsProperty = 'ManagementRoleAssignments';

export function directAssignments({ otherProperties }: Pick<Mailbox, 'otherProperties'>): readonly DirectAssignment[] {
  return (otherProperties[directAssignmentsProperty] ?? []) as readonly DirectAssignment[];
}

/** May call cmdlets at all; which ones is the management engine's question. */
export function administersAnything(mailbox: Mailbox): boolean {
  return (
    mailbox.roleGroups.length > 0 ||
    directAssignments(mailbox).some(({ enabled, delegating }) => enabled && !delegating)
  );
}
