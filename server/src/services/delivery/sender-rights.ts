import type { Directory, Mailbox } from '../../domain/directory/directory.ts';

/**
 * What lets `user` write as the owner of `address`: it is his (`+tags` too), he has SendAs on the mailbox or group, or he
 * may send on behalf of it; `null`: nothing does.
 */
export function mayUseAddress(
  directory: Directory,
  user: Mailbox,
  address: string,
): 'own' | 'send-as' | 'on-behalf' | null {
  const found = directory.resolveRecipient(address);
  if (found.kind !== 'mailbox' && found.kind !== 'group') return null;
  // An address that reaches somebody only because nobody has it is not his to write as.
  if (found.kind === 'mailbox' && found.isCatchAll === true) return null;
  const owner = found.kind === 'mailbox' ? found.mailbox : found.group;
  if (owner.guid === user.guid) return 'own';
  if (directory.isAmong(owner.sendAs, user.guid)) return 'send-as';
  return directory.isAmong(owner.sendOnBehalf, user.guid) ? 'on-behalf' : null;
}
