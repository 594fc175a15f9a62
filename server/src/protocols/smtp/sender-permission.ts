import { addressSpec, parseAddressList } from '@relais/mime';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Delivery } from '../../services/delivery/delivery.ts';
import { parseMailbox } from '@relais/smtp-codec';
import type { MessageHeader } from './message-header.ts';

/** Whether an envelope address is one of this user's; `+tags` of his addresses are his too. */
export function isOwnAddress(delivery: Delivery, user: Mailbox, address: string): boolean {
  const parsed = parseMailbox(address);
  if (parsed === null) return false;
  const found = delivery.resolve(parsed);
  return found.kind === 'mailbox' && found.mailbox.guid === user.guid;
}

/**
 * A user sends only as himself (reference §2.4): each author of the message must be him. No From is as good as his own,
 * since the envelope's sender was checked.
 */
export function isOwnHeader(delivery: Delivery, user: Mailbox, { from, sender }: MessageHeader): boolean {
  return [...from, ...sender].every((body) =>
    parseAddressList(body)
      .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
      .every((address) => isOwnAddress(delivery, user, addressSpec(address))),
  );
}
