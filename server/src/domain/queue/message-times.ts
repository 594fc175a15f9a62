import type { QueueLimits } from './outbound-queue.ts';
import type { NewMessage } from './queued-message.ts';

/** Never: a message that needs no notice about its delay. */
export const never = Number.MAX_SAFE_INTEGER;

/** RFC 2852 §4: a message that must be there by a time is given up then; one that is held (RFC 4865) begins to wait later. */
export function expiryOf(
  { releaseAt = 0, deliverBy }: NewMessage,
  now: number,
  { expiresAfterMs }: QueueLimits,
): number {
  const usual = Math.max(now, releaseAt) + expiresAfterMs;
  return deliverBy?.mode === 'R' ? Math.min(usual, deliverBy.time) : usual;
}

/** When the sender is told that it is late; `never` where nobody wants to be told. */
export function noticeOf(message: NewMessage, now: number, { delayNoticeAfterMs }: QueueLimits): number {
  const { sender, recipients, releaseAt = 0, deliverBy } = message;
  if (sender === '' || !recipients.some(({ notify }) => notify?.includes('delay') ?? true)) return never;
  return deliverBy?.mode === 'N' ? Math.max(now, deliverBy.time) : Math.max(now, releaseAt) + delayNoticeAfterMs;
}
