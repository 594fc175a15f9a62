import type { DeliveryStep } from './delivery-step.ts';

/** Disabled accounts can neither sign in nor receive. */
export const refuseDisabledMailbox: DeliveryStep = {
  name: 'refuse-disabled-mailbox',
  beforeContent: true,
  run: ({ mailbox }) =>
    mailbox.enabled
      ? null
      : { kind: 'refused', code: 'mailbox-disabled', text: 'The mailbox is disabled and takes no messages' },
};
