import type { RecipientStatus } from '../../domain/personal/submission.ts';
import type { QueuedRecipient } from '../../domain/queue/queued-message.ts';
import type { JobPlace } from './settle-job.ts';
import type { SendResult } from './send-result.ts';

/** What an EmailSubmission is told of a recipient (RFC 8621 §7); nothing where he is none of its envelope. */
export function submissionStatus(
  { submitted }: Pick<QueuedRecipient, 'submitted'>,
  result: SendResult,
  success: JobPlace['success'],
): readonly RecipientStatus[] {
  if (submitted === undefined) return [];
  const status = (delivered: RecipientStatus['delivered'], smtpReply: string): readonly RecipientStatus[] => [
    { address: submitted, smtpReply, delivered },
  ];
  switch (result.kind) {
    case 'sent':
      // Another server has taken it, and says nothing of the mailbox.
      return status(
        success === 'DELIVER' ? 'yes' : 'unknown',
        asReply(result.response, '250 2.1.5') || '250 2.1.5 Delivered',
      );
    case 'failed':
      return status('no', asReply(result.response, `550 ${result.status}`));
    case 'deferred':
      return status('queued', asReply(result.response, `451 ${result.status}`));
  }
}

/** In one line, which begins with a code of three digits. */
function asReply(response: string, otherwise: string): string {
  return response === '' || /^\d{3}(?: |$)/.test(response) ? response : `${otherwise} ${response}`;
}
