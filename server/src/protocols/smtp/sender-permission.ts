import { addressSpec, parseAddressList } from '@relais/mime';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Delivery } from '../../services/delivery/delivery.ts';
import type { MessageHeader } from './message-header.ts';

/** Whether an envelope's sender is one this user may write as: his own, or with SendAs or SendOnBehalf (reference §2.4). */
export function isOwnAddress(delivery: Delivery, user: Mailbox, address: string): boolean {
  return delivery.mayUseAddress(user, address) !== null;
}

/**
 * What a user may write as the authors of a message: himself, those he has SendAs for, and those he may send on behalf of.
 * `needs-sender`: an author of the last kind, where the message must say who sent it (RFC 5322 §3.6.2) and does not yet. No
 * From is as good as his own, since the envelope's sender was checked.
 */
export function judgeHeader(
  delivery: Delivery,
  user: Mailbox,
  { from, sender }: MessageHeader,
): 'allowed' | 'needs-sender' | 'forbidden' {
  const authors = from.flatMap(addressesIn).map((address) => delivery.mayUseAddress(user, address));
  const senders = sender.flatMap(addressesIn).map((address) => delivery.mayUseAddress(user, address));
  if (authors.includes(null) || senders.some((right) => right === null || right === 'on-behalf')) return 'forbidden';
  return authors.includes('on-behalf') && senders.length === 0 ? 'needs-sender' : 'allowed';
}

function addressesIn(body: string): readonly string[] {
  return parseAddressList(body)
    .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
    .map(addressSpec);
}
