import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { ManagementCaller } from '../../engine/caller.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { permissionsInForce } from '../../engine/permissions.ts';

/**
 * Who may change an account could sign in as it, or read its mail: so nobody changes the account of somebody who may do
 * more than he himself. @throws CmdletError 'PermissionDenied'.
 */
export function requireAuthority(caller: ManagementCaller, mailbox: Mailbox): void {
  const permissions = caller.permissions ?? permissionsInForce();
  const own = permissions.rolesOf(caller);
  const isHeld = (name: string): boolean => {
    const role = permissions.findRole(name);
    return own.has(name) || (role !== null && own.has(permissions.rootOf(role).name));
  };
  if ([...permissions.rolesOf({ roleGroups: mailbox.roleGroups, mailbox })].every(isHeld)) return;
  throw new CmdletError({
    id: 'InsufficientAuthority',
    category: 'PermissionDenied',
    exception: 'UnauthorizedAccessException',
    target: mailbox.name,
    text: {
      en: `"${mailbox.name}" has roles that you don't have (${mailbox.roleGroups.join(', ')}); only somebody who has them too may change this account.`,
      fr: `« ${mailbox.name} » possède des rôles que vous n’avez pas (${mailbox.roleGroups.join(', ')}) ; seul quelqu’un qui les possède aussi peut modifier ce compte.`,
    },
  });
}
