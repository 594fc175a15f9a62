import { storageErrorCodeIn } from '../../storage/storage-error.ts';
import type { DeliveryOutcome } from './delivery.ts';

export const delivered: DeliveryOutcome = { kind: 'delivered' };
export const secondCopy: DeliveryOutcome = { kind: 'delivered', wasThere: true, isSecondCopy: true };
export const tryAgain: DeliveryOutcome = { kind: 'failed', text: 'The mailbox cannot be written now; try again later' };
/** For mailboxes that would have taken a message which another refused. */
export const notStored: DeliveryOutcome = {
  kind: 'failed',
  text: 'The message was not stored because another recipient cannot take it',
};
const noRoom: DeliveryOutcome = {
  kind: 'failed',
  text: 'The server has no space left; try again later',
  isStorageFull: true,
};

/** What an outage of the store, or a bug, is to the sender. */
export function failureOf(error: unknown): DeliveryOutcome {
  return storageErrorCodeIn(error) === 'storage-full' ? noRoom : tryAgain;
}
