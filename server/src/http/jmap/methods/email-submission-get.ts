import type { Submission } from '../../../domain/personal/submission.ts';
import { capabilities, type Method } from '../core/method.ts';
import { utcDate } from '../mail/header-forms.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 8621 §7.1. */
export const emailSubmissionGet: Method = {
  name: 'EmailSubmission/get',
  capability: capabilities.submission,
  run: async (args, context) => {
    const { submissions } = context.parts;
    const request = readGet(args, context);
    const state = String(await submissions.state(context.accountId));
    const all = await submissions.of(context.accountId);
    return getAnswer(request, context, state, new Map(all.map((one) => [one.id, submissionObject(one)])));
  },
};

/** Reports about it come to the inbox as mail, so that nothing of them is here beside what the queue itself knows. */
export function submissionObject(submission: Submission): Record<string, unknown> {
  const { id, identityId, emailId, threadId, envelope, undoStatus, sendAt, deliveryStatus } = submission;
  return {
    id,
    identityId,
    emailId,
    threadId,
    envelope,
    sendAt: utcDate(sendAt),
    undoStatus,
    deliveryStatus:
      deliveryStatus === null
        ? null
        : Object.fromEntries(
            Object.entries(deliveryStatus).map(([address, status]) => [address, { ...status, displayed: 'unknown' }]),
          ),
    dsnBlobIds: [],
    mdnBlobIds: [],
  };
}
