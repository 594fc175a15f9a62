import type { DeliveryRefusal } from '../delivery/delivery.ts';

/** What a refusal is called in reports (RFC 3463). */
export const refusalStatus: Readonly<Record<DeliveryRefusal['code'], string>> = {
  'over-quota': '5.2.2',
  'message-too-large': '5.2.3',
  'mailbox-disabled': '5.2.1',
  'not-authentic': '5.7.1',
  'sender-not-authenticated': '5.7.1',
  'sender-not-allowed': '5.7.1',
  'group-empty': '5.2.4',
  'not-reachable': '5.4.4',
  'rate-limit': '5.7.0',
};
