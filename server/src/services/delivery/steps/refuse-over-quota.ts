import type { DeliveryStep } from './delivery-step.ts';

/** Set-Mailbox -ProhibitSendReceiveQuota: a full mailbox takes nothing, one that would become full takes nothing so large. */
export const refuseOverQuota: DeliveryStep = {
  name: 'refuse-over-quota',
  beforeContent: true,
  async run({ mailbox, sizeBytes, quota, keep }) {
    if (!keep) return null;
    if (mailbox.prohibitSendReceiveQuotaBytes === null) return null;
    const usage = await quota();
    const limit = Math.min(mailbox.prohibitSendReceiveQuotaBytes, usage.sizeLimitBytes ?? Infinity);
    // A message of unknown size may fit as long as there is any room.
    if (usage.sizeBytes + Math.max(sizeBytes, 1) <= limit) return null;
    return { kind: 'refused', code: 'over-quota', text: 'The mailbox is full' };
  },
};
