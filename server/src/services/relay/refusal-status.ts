import type { DeliveryRefusal } from '../delivery/delivery.ts';

const usual: Readonly<Record<DeliveryRefusal['code'], string>> = {
  'over-quota': '5.2.2',
  'message-too-large': '5.2.3',
  'mailbox-disabled': '5.2.1',
  'not-authentic': '5.7.1',
  'content-refused': '5.7.1',
  'content-deferred': '4.7.1',
  'sender-not-authenticated': '5.7.1',
  'sender-not-allowed': '5.7.1',
  'group-empty': '5.2.4',
  'not-reachable': '5.4.4',
  'rate-limit': '5.7.0',
};

/** What a refusal is called in reports (RFC 3463). */
export function refusalStatus({ code, status }: Pick<DeliveryRefusal, 'code' | 'status'>): string {
  return status ?? usual[code];
}
