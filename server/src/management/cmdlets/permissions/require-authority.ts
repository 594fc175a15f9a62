import { isMailbox, type Recipient } from '../../../domain/directory/recipient.ts';
import { isSameWriteScope, type WriteScope } from '../../../domain/permissions/write-scope.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { type AssignmentInForce, type Holder, permissionsInForce } from '../../engine/permissions.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { requireReach } from '../../write-scope/require-reach.ts';

/**
 * Asked of every recipient before it is changed. It must be within the caller's write scopes. Who may change an account could sign in as it, or
 * read its mail: so nobody changes the account of somebody who may do more than he himself.
 * @throws CmdletError 'OutOfWriteScope' or 'InsufficientAuthority'.
 */
export function requireAuthority(
  { services, caller }: Pick<CmdletContext, 'services' | 'caller'>,
  recipient: Recipient,
): void {
  requireReach(services, caller, recipient);
  const mailbox = recipient.kind === 'mailboxless' ? recipient.mailbox : recipient;
  if (!isMailbox(mailbox)) return;
  const permissions = caller.permissions ?? permissionsInForce();
  const inForce = (holder: Holder): readonly AssignmentInForce[] =>
    permissions.assignmentsOf(holder).filter(({ enabled, delegating }) => enabled && !delegating);
  const own = inForce(caller);
  const isHeld = ({ role: name, writeScope }: AssignmentInForce): boolean => {
    const role = permissions.findRole(name);
    const names = [name, ...(role === null ? [] : [permissions.rootOf(role).name])];
    return own.some((one) => names.includes(one.role) && covers(one.writeScope, writeScope));
  };
  if (inForce({ roleGroups: mailbox.roleGroups, mailbox }).every(isHeld)) return;
  const who = mailboxIdentityText(services, mailbox);
  throw new CmdletError({
    id: 'InsufficientAuthority',
    category: 'PermissionDenied',
    exception: 'UnauthorizedAccessException',
    target: mailbox.name,
    text: {
      en: `'${who}' isn't within your current write scopes. Can't perform save operation. It has roles that you don't have (${mailbox.roleGroups.join(', ')}); only somebody who has them too may change this account.`,
      fr: `« ${who} » n’est pas dans vos étendues d’écriture actuelles. Impossible d’enregistrer. Ce compte possède des rôles que vous n’avez pas (${mailbox.roleGroups.join(', ')}) ; seul quelqu’un qui les possède aussi peut le modifier.`,
    },
  });
}

/** Whether a scope reaches at least as far. `Self` of somebody is himself, whom the caller may change anyway. */
function covers(wide: WriteScope, narrow: WriteScope): boolean {
  if (wide === 'Organization' || narrow === 'Self') return true;
  return narrow !== 'MyDistributionGroups' && isSameWriteScope(wide, narrow);
}
