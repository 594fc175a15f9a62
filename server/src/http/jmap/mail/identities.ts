import type { Directory, Mailbox } from '../../../domain/directory/directory.ts';
import { identityIdOf } from '../../../domain/personal/identity-texts.ts';

export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Who a mailbox is: each of its own addresses, the primary one first. */
export function ownIdentities(mailbox: Mailbox): readonly Identity[] {
  return mailbox.emailAddresses.map((email) => identityOf(mailbox.displayName, email));
}

/**
 * Who a user may send as: himself, then the mailboxes and groups that he has SendAs on or may send on behalf of, each by
 * its primary address.
 */
export function identitiesOf(mailbox: Mailbox, directory: Directory): readonly Identity[] {
  return [
    ...ownIdentities(mailbox),
    ...sendersFor(mailbox, directory).map(({ displayName, email }) => identityOf(displayName, email)),
  ];
}

/**
 * Whose read receipts a user gives in an account: his own; in somebody else's mailbox its primary address's, where he has
 * SendAs on it, so that who asked hears from whom he wrote to (RFC 8098 §2.1: a receipt is its addressee's).
 */
export function receiptIdentitiesOf(user: Mailbox, owner: Mailbox, directory: Directory): readonly Identity[] {
  if (owner.guid === user.guid) return ownIdentities(user);
  const [email] = owner.emailAddresses;
  return email === undefined || !mayAnswerFor(user, owner, directory) ? [] : [identityOf(owner.displayName, email)];
}

export function mayAnswerFor(user: Mailbox, owner: Mailbox, directory: Directory): boolean {
  // As it is now: what is opened for a user remembers its owner as it was then.
  const sendAs = directory.findMailbox(owner.guid)?.sendAs ?? [];
  return sendAs.length > 0 && directory.isAmong(sendAs, user.guid);
}

export interface Sender {
  readonly guid: string;
  readonly displayName: string;
  readonly email: string;
  readonly right: 'send-as' | 'on-behalf';
}

/** Of others, in the order of their names. */
export function sendersFor(user: Mailbox, directory: Directory): readonly Sender[] {
  const senders: Sender[] = [];
  const isMeant = (references: readonly string[]) => references.length > 0 && directory.isAmong(references, user.guid);
  for (const one of [...directory.mailboxes(), ...directory.groups()]) {
    const [email] = one.emailAddresses;
    if (one.guid === user.guid || email === undefined || ('enabled' in one && !one.enabled)) continue;
    const right = isMeant(one.sendAs) ? 'send-as' : isMeant(one.sendOnBehalf) ? 'on-behalf' : null;
    if (right !== null) senders.push({ guid: one.guid, displayName: one.displayName, email, right });
  }
  return senders.sort((a, b) => a.displayName.localeCompare(b.displayName));
}

function identityOf(name: string, email: string): Identity {
  return { id: identityIdOf(email), name, email };
}
