import { randomUUID } from 'node:crypto';
import { isRecord, optionalIds, optionalRecord } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { identitiesOf } from '../mail/identities.ts';
import { type SubmissionEnvelope, submitEmail } from '../mail/submit-email.ts';
import { utcDate } from '../mail/header-forms.ts';
import { readSet, resolveId, SetOutcome, setErrorOf } from './set-answer.ts';

/**
 * RFC 8621 §7.5. A submission is over when it is answered: the message is in every mailbox, or nothing was sent. So none
 * can be undone, and none is kept.
 */
export const emailSubmissionSet: Method = {
  name: 'EmailSubmission/set',
  capability: capabilities.submission,
  run: async (args, context) => {
    const state = 'none';
    const { create, update, destroy } = readSet(args, context, state);
    const outcome = new SetOutcome();
    const sent = new Map<string, string>();
    for (const [creationId, submission] of Object.entries(create)) {
      try {
        const { id, emailId, sendAt } = await submit(submission, context);
        context.createdIds.set(creationId, id);
        sent.set(`#${creationId}`, emailId);
        outcome.created[creationId] = { id, undoStatus: 'final', sendAt, deliveryStatus: null };
      } catch (cause) {
        outcome.notCreated[creationId] = setErrorOf(cause);
      }
    }
    for (const id of Object.keys(update)) outcome.notUpdated[id] = { type: 'notFound' };
    for (const id of destroy) outcome.notDestroyed[id] = { type: 'notFound' };
    followUp(args, sent, context);
    return outcome.answer(context.accountId, state, state);
  },
};

async function submit(
  submission: Readonly<Record<string, unknown>>,
  context: MethodContext,
): Promise<{ readonly id: string; readonly emailId: string; readonly sendAt: string }> {
  const identity = identitiesOf(context.caller.mailbox).find(({ id }) => id === submission.identityId);
  if (identity === undefined) throw invalidProperties(['identityId'], 'There is no such identity.');
  const emailId = typeof submission.emailId === 'string' ? resolveId(submission.emailId, context) : '';
  const [entry] = context.index.entriesOf(emailId);
  if (entry === undefined) throw invalidProperties(['emailId'], 'There is no such Email.');
  await submitEmail(context, entry, identity.email, envelopeIn(submission.envelope));
  return { id: randomUUID(), emailId, sendAt: utcDate(context.http.clock.now()) };
}

function envelopeIn(value: unknown): SubmissionEnvelope | null {
  if (value === undefined || value === null) return null;
  const mailFrom = isRecord(value) && isRecord(value.mailFrom) ? value.mailFrom.email : undefined;
  const rcptTo = isRecord(value) && Array.isArray(value.rcptTo) ? value.rcptTo : [];
  if (typeof mailFrom !== 'string' || !rcptTo.every((item) => isRecord(item) && typeof item.email === 'string')) {
    throw new SetRefusal({
      type: 'invalidProperties',
      properties: ['envelope'],
      description: 'An envelope has mailFrom and rcptTo, each address with an email.',
    });
  }
  return { mailFrom, rcptTo: rcptTo.map((item: { email: string }) => item.email) };
}

/** One further Email/set with what was asked for when the sending went well (RFC 8621 §7.5). */
function followUp(
  args: Readonly<Record<string, unknown>>,
  sent: ReadonlyMap<string, string>,
  context: MethodContext,
): void {
  const update: Record<string, unknown> = {};
  for (const [id, patch] of Object.entries(optionalRecord(args, 'onSuccessUpdateEmail') ?? {})) {
    const emailId = sent.get(id);
    if (emailId !== undefined) update[emailId] = patch;
  }
  const destroy = (optionalIds(args, 'onSuccessDestroyEmail') ?? []).flatMap((id) => sent.get(id) ?? []);
  if (Object.keys(update).length + destroy.length > 0) {
    context.follow('Email/set', { accountId: context.accountId, update, destroy });
  }
}
