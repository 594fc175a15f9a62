import { createHash } from 'node:crypto';
import type { Mailbox } from '../../../domain/directory/directory.ts';

export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Who a mailbox may send as: each of its own addresses, the primary one first. */
export function identitiesOf(mailbox: Mailbox): readonly Identity[] {
  return mailbox.emailAddresses.map((email) => ({
    id: `I${createHash('sha256').update(email).digest('base64url').slice(0, 16)}`,
    name: mailbox.displayName,
    email,
  }));
}
