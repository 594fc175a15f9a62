import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Submission } from '../../domain/personal/submission.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome } from '../delivery/delivery.ts';
import { refusalStatus } from '../relay/refusal-status.ts';
import { returnedPart, submittedRecipient } from './envelope-terms.ts';

/** What became of a held message that was let go. `status` is of RFC 3463, `response` as an SMTP reply. */
export type Release =
  | { readonly kind: 'queued' }
  /** For good. */
  | { readonly kind: 'refused'; readonly status: string; readonly response: string }
  /** It may be taken later. */
  | { readonly kind: 'put-off'; readonly status: string; readonly response: string };

const mostBytes = 150_000_000;

/**
 * Hands a held message to the queue, everybody in it, also those who are here: what cannot be delivered later is then
 * reported to the sender as ever. It is held no more by the transaction that queues it. @throws on an outage.
 */
export async function releaseSubmission(
  {
    submissions,
    delivery,
  }: { readonly submissions: Pick<Submissions, 'content' | 'settling'>; readonly delivery: Delivery },
  { id, envelope: { mailFrom, rcptTo } }: Submission,
  sender: Mailbox,
): Promise<Release> {
  const outgoing: DeliveryInProgress = await delivery.begin(
    {
      sender: mailFrom.email,
      recipients: [],
      authenticatedAs: sender,
      smtpUtf8: [mailFrom, ...rcptTo].some(({ email }) => /[^ -~]/.test(email)),
      outbound: {
        recipients: rcptTo.map(submittedRecipient),
        ret: returnedPart({ mailFrom }),
        envelopeId: id,
        clientAddress: null,
        submission: id,
        alongside: submissions.settling(id, 'final', null),
      },
    },
    Buffer.alloc(0),
    { maxBytes: mostBytes },
  );
  try {
    for await (const chunk of submissions.content(id)) await outgoing.write(chunk);
    return releaseOf(await outgoing.deliver());
  } finally {
    await outgoing.discard();
  }
}

/** The queue takes a message for all or for nobody, so that one outcome speaks for all. */
function releaseOf(outcomes: readonly DeliveryOutcome[]): Release {
  const refused = outcomes.find(({ kind }) => kind !== 'delivered');
  if (refused === undefined || refused.kind === 'delivered') return { kind: 'queued' };
  if (refused.kind === 'failed') return putOff('4.3.0', `451 4.3.0 ${refused.text}`);
  // Time makes it right, as at the door.
  if (refused.code === 'rate-limit') return putOff('4.7.0', `450 4.7.0 ${refused.text}`);
  const status = refusalStatus(refused);
  if (refused.code === 'content-deferred') return putOff(status, `451 ${status} ${refused.text}`);
  return { kind: 'refused', status, response: `550 ${status} ${refused.text}` };
}

function putOff(status: string, response: string): Release {
  return { kind: 'put-off', status, response };
}
