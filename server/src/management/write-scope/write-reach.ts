import type { Recipient } from '../../domain/directory/recipient.ts';
import type { WriteScope } from '../../domain/permissions/write-scope.ts';
import { scopedObject } from '../cmdlets/recipients/recipient-object.ts';
import { parametersIn } from '../engine/authorise.ts';
import type { Cmdlet } from '../engine/cmdlet.ts';
import { parseFilter } from '../engine/opath-filter.ts';
import type { AssignmentInForce, Holder, Permissions } from '../engine/permissions.ts';
import type { ManagementServices } from '../engine/services.ts';

/** Whom one call may change. */
export interface WriteReach {
  includes(recipient: Recipient): boolean;
  /** The scopes as the assignments name them. */
  readonly scopes: readonly string[];
}

/**
 * Whom a caller may change with a cmdlet and the parameters that he gives: for each parameter somebody of the union of the scopes of those of
 * his assignments whose role holds it. `null`: everybody.
 */
export function writeReach(parts: {
  readonly services: ManagementServices;
  readonly permissions: Permissions;
  readonly caller: Holder;
  readonly cmdlet: Cmdlet;
  /** Full names of the parameters that are given. */
  readonly given: Iterable<string>;
}): WriteReach | null {
  const { services, permissions, caller, cmdlet, given } = parts;
  const held = permissions
    .assignmentsOf(caller)
    .filter(({ enabled, delegating }) => enabled && !delegating)
    .flatMap((assignment) => {
      const parameters = parametersIn(cmdlet, assignment.role, new Set([assignment.role]), permissions);
      return parameters === null ? [] : [{ assignment, names: new Set(parameters.map(({ name }) => name)) }];
    });
  if (held.every(({ assignment }) => assignment.writeScope === 'Organization')) return null;
  const names = [...given];
  const holders: readonly (readonly AssignmentInForce[])[] =
    names.length === 0
      ? [held.map(({ assignment }) => assignment)]
      : names.map((name) => held.filter((one) => one.names.has(name)).map(({ assignment }) => assignment));
  const narrow = holders.filter((some) => some.every(({ writeScope }) => writeScope !== 'Organization'));
  if (narrow.length === 0) return null;
  return {
    includes: (recipient) =>
      narrow.every((some) =>
        some.some(({ writeScope }) => isWithin({ services, permissions, caller }, writeScope, recipient)),
      ),
    scopes: [...new Set(narrow.flat().map(({ writeScope }) => scopeName(writeScope)))],
  };
}

export function scopeName(scope: WriteScope): string {
  return typeof scope === 'string' ? scope : scope.custom;
}

/** An account without its mailbox is within the scopes in which it was with it, so that who may take it away may give it back. */
export function isWithin(
  parts: {
    readonly services: ManagementServices;
    readonly permissions: Permissions;
    readonly caller: Holder;
  },
  scope: WriteScope,
  recipient: Recipient,
): boolean {
  const { services, permissions, caller } = parts;
  const subject = recipient.kind === 'mailboxless' ? recipient.mailbox : recipient;
  const own = caller.mailbox?.guid ?? null;
  switch (scope) {
    case 'Organization':
      return true;
    case 'Self':
      return subject.guid === own;
    case 'MyGAL':
      return !subject.hiddenFromAddressLists;
    case 'MyDistributionGroups':
      return subject.kind === 'group' && own !== null && services.directory.isAmong(subject.managedBy, own);
    default: {
      // One that is gone holds nobody.
      const found = permissions.findScope(scope.custom);
      return found !== null && parseFilter(found.recipientFilter)(scopedObject(services, subject));
    }
  }
}
