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

/** What became of it with each recipient is told by reports in the inbox, so `deliveryStatus` stays null. */
function submissionObject(submission: Submission): Record<string, unknown> {
  const { id, identityId, emailId, threadId, envelope, undoStatus, sendAt } = submission;
  return {
    id,
    identityId,
    emailId,
    threadId,
    envelope,
    sendAt: utcDate(sendAt),
    undoStatus,
    deliveryStatus: null,
    dsnBlobIds: [],
    mdnBlobIds: [],
  };
}
