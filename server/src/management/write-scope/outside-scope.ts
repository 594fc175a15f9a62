import type { OutsideWriteScope } from '@relais/management-contract';
import type { Recipient } from '../../domain/directory/recipient.ts';
import { plainIdentity } from '../cmdlets/recipients/find-mailbox.ts';
import { parametersIn } from '../engine/authorise.ts';
import type { Cmdlet } from '../engine/cmdlet.ts';
import type { AssignmentInForce, Holder, Permissions } from '../engine/permissions.ts';
import type { ManagementServices } from '../engine/services.ts';
import { isWithin, scopeName } from './write-reach.ts';

/**
 * What write scopes take from a caller, told before he tries: the admin center shows it. The same assignments and the same parameters as in
 * `writeReach`, which decides. Of cmdlets that change something only, whatever they change.
 */
export function writeScopesOf(parts: {
  readonly services: ManagementServices;
  readonly permissions: Permissions;
  readonly caller: Holder;
  readonly cmdlets: readonly Cmdlet[];
}): { readonly names: readonly string[]; outside(identity: string): OutsideWriteScope | null } {
  const { services, permissions, caller } = parts;
  const held = permissions.assignmentsOf(caller).filter(({ enabled, delegating }) => enabled && !delegating);
  const narrow = held.filter(({ writeScope }) => writeScope !== 'Organization');
  // Asked of each of a long selection, which lies in few different scopes.
  const refusedBy = new Map<string, OutsideWriteScope['cmdlets']>();

  const refused = (recipient: Recipient): OutsideWriteScope['cmdlets'] => {
    const isReached = held.map(({ writeScope }) => isWithin({ services, permissions, caller }, writeScope, recipient));
    const key = isReached.map(Number).join('');
    const known = refusedBy.get(key);
    if (known !== undefined) return known;
    const reaching = held.filter((_, index) => isReached[index]);
    const found: Record<string, readonly string[] | null> = {};
    for (const cmdlet of parts.cmdlets) {
      const all = parametersOf(cmdlet, held, permissions);
      if (!cmdlet.supportsShouldProcess || all === null) continue;
      const left = parametersOf(cmdlet, reaching, permissions);
      const lost = left === null ? null : [...all].filter((name) => !left.has(name));
      if (lost === null || lost.length > 0) found[cmdlet.name] = lost;
    }
    refusedBy.set(key, found);
    return found;
  };

  return {
    names: [...new Set(narrow.map(({ writeScope }) => scopeName(writeScope)))],
    outside(identity) {
      const recipient = narrow.length === 0 ? null : services.directory.findRecipient(plainIdentity(identity));
      if (recipient === null) return null;
      const cmdlets = refused(recipient);
      return Object.keys(cmdlets).length === 0 ? null : { recipient: identity, cmdlets };
    },
  };
}

/** `null`: none of the assignments holds the cmdlet. */
function parametersOf(
  cmdlet: Cmdlet,
  assignments: readonly AssignmentInForce[],
  permissions: Permissions,
): ReadonlySet<string> | null {
  const lists = assignments.flatMap(({ role }) => {
    const parameters = parametersIn(cmdlet, role, new Set([role]), permissions);
    return parameters === null ? [] : [parameters];
  });
  return lists.length === 0 ? null : new Set(lists.flat().map(({ name }) => name));
}
