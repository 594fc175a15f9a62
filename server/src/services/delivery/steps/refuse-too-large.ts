import type { DeliveryStep } from './delivery-step.ts';

/** Set-Mailbox -MaxReceiveSize. */
export const refuseTooLarge: DeliveryStep = {
  name: 'refuse-too-large',
  beforeContent: true,
  run({ mailbox: { maxReceiveSizeBytes: limit }, sizeBytes }) {
    if (limit === null || sizeBytes <= limit) return null;
    return { kind: 'refused', code: 'message-too-large', text: `The mailbox takes messages of at most ${limit} bytes` };
  },
};
