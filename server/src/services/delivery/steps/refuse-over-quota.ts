import type { QuotaUsage } from '../../../domain/mail/account-store.ts';
import type { DeliveryRefusal } from '../delivery.ts';
import type { DeliveryStep } from './delivery-step.ts';

/** Set-Mailbox or Set-MailboxDatabase -ProhibitSendReceiveQuota: a full mailbox takes nothing, one that would become full takes nothing so large. */
export const refuseOverQuota: DeliveryStep = {
  name: 'refuse-over-quota',
  beforeContent: true,
  run({ context, mailbox, sizeBytes, quota, keep }) {
    if (!keep) return null;
    const { prohibitSendReceiveBytes } = context.quotasOf(mailbox);
    return prohibitSendReceiveBytes === null ? null : refuse(quota(), prohibitSendReceiveBytes, sizeBytes);
  },
};

async function refuse(asked: Promise<QuotaUsage>, most: number, sizeBytes: number): Promise<DeliveryRefusal | null> {
  const usage = await asked;
  const limit = Math.min(most, usage.sizeLimitBytes ?? Infinity);
  // A message of unknown size may fit as long as there is any room.
  if (usage.sizeBytes + Math.max(sizeBytes, 1) <= limit) return null;
  return { kind: 'refused', code: 'over-quota', text: 'The mailbox is full' };
}
