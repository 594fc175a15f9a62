import { directAssignments, directAssignmentsProperty } from '../../../domain/permissions/direct-assignments.ts';
import type { AssignmentInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';
import type { FoundAssignment } from './find-assignments.ts';

/** Keeps what was changed of an assignment; `null` removes it. A built-in one is kept as taken away. */
export async function storeAssignment(
  services: ManagementServices,
  { assignment, mailbox }: FoundAssignment,
  changed: Pick<AssignmentInForce, 'enabled' | 'writeScope'> | null,
): Promise<void> {
  const { name, role, assignee, delegating } = assignment;
  if (mailbox !== null) {
    // As it is now: the caller may be changing several of his one after the other.
    const { otherProperties } = services.directory.findMailbox(mailbox.guid) ?? mailbox;
    const others = directAssignments({ otherProperties }).filter((one) => one.name !== name);
    const kept = changed === null ? others : [...others, { name, role, delegating, ...changed }];
    await services.directory.updateMailbox(mailbox.guid, {
      otherProperties: { ...otherProperties, [directAssignmentsProperty]: kept },
    });
  } else if (changed === null && !assignment.isBuiltIn) {
    await services.permissions.remove('assignment', [name]);
  } else {
    const removed = changed === null;
    const enabled = changed?.enabled === true;
    const writeScope = changed?.writeScope ?? assignment.writeScope;
    await services.permissions.put('assignment', { name, role, assignee, delegating, enabled, removed, writeScope });
  }
}
