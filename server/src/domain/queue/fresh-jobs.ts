import { type RoutedRecipient, recipientRecord } from './queue-rows.ts';
import type { QueuedJob, QueuedMessage, QueuedRecipient } from './queued-message.ts';

/** A message that is on its way from now on, as reading the queue would give it: a job for each next hop. */
export function freshJobs(
  message: QueuedMessage,
  recipients: readonly RoutedRecipient[],
): ReadonlyMap<string, QueuedJob> {
  const jobs = new Map<string, { readonly message: QueuedMessage; readonly recipients: QueuedRecipient[] }>();
  for (const [number, recipient] of recipients.entries()) {
    const { nextHop } = recipient;
    let job = jobs.get(nextHop);
    if (job === undefined) jobs.set(nextHop, (job = { message, recipients: [] }));
    job.recipients.push({
      ...recipientRecord(recipient),
      messageId: message.id,
      number,
      nextHop,
      nextAttempt: message.arrivedAt,
      attempts: 0,
      lastError: null,
    });
  }
  return jobs;
}
