import type { Submission } from '../../../domain/personal/submission.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { messageBlobId } from '../mail/blob-id.ts';
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
    return getAnswer(request, context, state, new Map(all.map((one) => [one.id, submissionObject(one, context)])));
  },
};

/** Notifications about it are mail in the mailbox, too; those that are there no more have no blob. */
export function submissionObject(
  submission: Submission,
  { index }: Pick<MethodContext, 'index'>,
): Record<string, unknown> {
  const { id, identityId, emailId, threadId, envelope, undoStatus, sendAt, deliveryStatus, reports } = submission;
  const blobIds = (wanted: 'dsn' | 'mdn') =>
    reports
      .filter((report) => report.kind === wanted && index.entriesOf(report.emailId).length > 0)
      .map((report) => messageBlobId(report.emailId));
  return {
    id,
    identityId,
    emailId,
    threadId,
    envelope,
    sendAt: utcDate(sendAt),
    undoStatus,
    deliveryStatus,
    dsnBlobIds: blobIds('dsn'),
    mdnBlobIds: blobIds('mdn'),
  };
}
