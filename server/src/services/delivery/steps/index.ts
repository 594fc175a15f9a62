import { applyInboxRules } from './apply-inbox-rules.ts';
import type { DeliveryStep } from './delivery-step.ts';
import { forwardMessage } from './forward-message.ts';
import { refuseDisabledMailbox } from './refuse-disabled-mailbox.ts';
import { refuseOverQuota } from './refuse-over-quota.ts';
import { refuseTooLarge } from './refuse-too-large.ts';
import { sortOutJunk } from './sort-out-junk.ts';

/**
 * The journey of a message into one mailbox, in order. Forwarding comes before the quota, which a mailbox that keeps
 * nothing cannot exceed, and what is junk is known before rules, which leave it alone. Sieve takes its place at the end.
 */
export const deliverySteps: readonly DeliveryStep[] = [
  refuseDisabledMailbox,
  refuseTooLarge,
  forwardMessage,
  refuseOverQuota,
  sortOutJunk,
  applyInboxRules,
];
