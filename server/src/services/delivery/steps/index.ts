import type { DeliveryStep } from './delivery-step.ts';
import { refuseDisabledMailbox } from './refuse-disabled-mailbox.ts';
import { refuseOverQuota } from './refuse-over-quota.ts';
import { refuseTooLarge } from './refuse-too-large.ts';

/** The journey of a message into one mailbox, in order; inbox rules, Sieve and filters take their places at the end. */
export const deliverySteps: readonly DeliveryStep[] = [refuseDisabledMailbox, refuseTooLarge, refuseOverQuota];
