import { randomUUID } from 'node:crypto';
import type {
  EnvelopeAddress,
  RecipientStatus,
  Submission,
  SubmissionEnvelope,
} from '../../../domain/personal/submission.ts';
import { isRecord, optionalIds, optionalRecord } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { identitiesOf } from '../mail/identities.ts';
import { releaseTime } from '../mail/release-time.ts';
import { checkSubmission } from '../mail/submit-email.ts';
import { submissionObject } from './email-submission-get.ts';
import { readSet, resolveId, SetOutcome, setErrorOf } from './set-answer.ts';

/**
 * RFC 8621 §7.5. Without a hold a submission is over when it is answered: the message is in every mailbox here and
 * queued for those elsewhere, or nothing was sent. With one (FUTURERELEASE) it waits, and can be called back.
 */
export const emailSubmissionSet: Method = {
  name: 'EmailSubmission/set',
  capability: capabilities.submission,
  run: async (args, context) => {
    const { submissions, heldMail } = context.parts;
    const oldState = String(await submissions.state(context.accountId));
    const { create, update, destroy } = readSet(args, context, oldState);
    const outcome = new SetOutcome();
    const made: { readonly creationId: string; readonly id: string }[] = [];
    /** The Emails of what went well, by how onSuccess… may name them. */
    const done = new Map<string, string>();
    for (const [creationId, submission] of Object.entries(create)) {
      try {
        const { id, emailId } = await submit(submission, context);
        context.createdIds.set(creationId, id);
        done.set(`#${creationId}`, emailId);
        made.push({ creationId, id });
      } catch (cause) {
        outcome.notCreated[creationId] = setErrorOf(cause);
      }
    }
    const known = new Map((await submissions.of(context.accountId)).map((submission) => [submission.id, submission]));
    for (const [id, patch] of Object.entries(update())) {
      try {
        const submission = known.get(id);
        if (submission === undefined) throw new SetRefusal({ type: 'notFound' });
        const others = Object.keys(patch).filter((name) => name !== 'undoStatus');
        if (others.length > 0 || patch.undoStatus !== 'canceled') {
          throw invalidProperties(others.length > 0 ? others : ['undoStatus'], 'A submission can only be canceled.');
        }
        if (submission.undoStatus !== 'canceled' && !(await heldMail.callBack(id))) {
          throw new SetRefusal({ type: 'cannotUnsend', description: 'The message has left already.' });
        }
        outcome.updated[id] = null;
        done.set(id, submission.emailId);
      } catch (cause) {
        outcome.notUpdated[id] = setErrorOf(cause);
      }
    }
    for (const id of destroy()) {
      const submission = known.get(id);
      if (submission === undefined) outcome.notDestroyed[id] = { type: 'notFound' };
      else if (submission.undoStatus === 'pending') {
        // RFC 8621 §7.5: destroying must not stop the delivery, and the record is what delivers it.
        outcome.notDestroyed[id] = { type: 'forbidden', description: 'It waits to be sent; cancel it first.' };
      } else {
        await submissions.destroy(id);
        outcome.destroyed.push(id);
        done.set(id, submission.emailId);
      }
    }
    await heldMail.tend();
    followUp(args, done, context);
    // The queue goes on meanwhile: what is shown may be newer than the state, never older, or nobody would hear of it.
    const newState = String(await submissions.state(context.accountId));
    if (made.length > 0) {
      const now = new Map((await submissions.of(context.accountId)).map((submission) => [submission.id, submission]));
      for (const { creationId, id } of made) outcome.created[creationId] = createdView(now.get(id), id, context);
    }
    return outcome.answer(context.accountId, oldState, newState);
  },
};

/** RFC 8621 §7: the server sets all else, so who asks for a time by `sendAt` learns that it would not be kept. */
const givenByClient = new Set(['identityId', 'emailId', 'envelope']);

async function submit(
  submission: Readonly<Record<string, unknown>>,
  context: MethodContext,
): Promise<{ readonly id: string; readonly emailId: string }> {
  const { clock } = context.http;
  const others = Object.keys(submission).filter((name) => !givenByClient.has(name));
  if (others.length > 0) throw invalidProperties(others, `A new submission has no ${others.join(', ')}.`);
  const identity = identitiesOf(context.owner, context.http.directory).find(({ id }) => id === submission.identityId);
  if (identity === undefined) throw invalidProperties(['identityId'], 'There is no such identity.');
  const emailId = typeof submission.emailId === 'string' ? resolveId(submission.emailId, context) : '';
  const [entry] = context.index.entriesOf(emailId);
  if (entry === undefined) throw invalidProperties(['emailId'], 'There is no such Email.');
  const given = envelopeIn(submission.envelope);
  const sendAt = releaseTime(given?.mailFrom.parameters ?? null, clock.now());
  const sendable = await checkSubmission(context, entry, identity.email, given);
  const isHeld = sendAt > clock.now();
  const id = `S${randomUUID()}`;
  if (!isHeld) await sendable.sendNow(id);
  await context.parts.submissions.add(
    {
      id,
      mailbox: context.accountId,
      identityId: identity.id,
      emailId,
      threadId: entry.threadId,
      messageId: sendable.messageId,
      envelope: sendable.envelope,
      sendAt,
      undoStatus: isHeld ? 'pending' : 'final',
      statuses: isHeld ? sendable.envelope.rcptTo.map(heldStatus) : sendable.statuses,
    },
    isHeld ? sendable.content() : null,
  );
  return { id, emailId };
}

/** Its id and what the client has not said itself. */
function createdView(
  submission: Submission | undefined,
  id: string,
  context: MethodContext,
): Readonly<Record<string, unknown>> {
  // Destroyed in the same call, or by somebody else at once.
  if (submission === undefined) return { id };
  const { identityId: _, emailId: __, ...view } = submissionObject(submission, context);
  return view;
}

function heldStatus({ email }: EnvelopeAddress): RecipientStatus {
  return { address: email, smtpReply: '250 2.0.0 Held until its time has come', delivered: 'queued' };
}

function envelopeIn(value: unknown): SubmissionEnvelope | null {
  if (value === undefined || value === null) return null;
  const mailFrom = isRecord(value) ? addressIn(value.mailFrom) : null;
  const rcptTo = isRecord(value) && Array.isArray(value.rcptTo) ? value.rcptTo.map(addressIn) : [];
  if (mailFrom === null || !rcptTo.every((address) => address !== null)) {
    throw invalidProperties(['envelope'], 'An envelope has mailFrom and rcptTo, each address with an email.');
  }
  return { mailFrom, rcptTo };
}

function addressIn(value: unknown): EnvelopeAddress | null {
  if (!isRecord(value) || typeof value.email !== 'string') return null;
  const parameters = value.parameters ?? null;
  if (parameters === null) return { email: value.email, parameters: null };
  if (!isRecord(parameters)) return null;
  const entries = Object.entries(parameters);
  if (!entries.every(([, text]) => text === null || typeof text === 'string')) return null;
  return { email: value.email, parameters: Object.fromEntries(entries) as Record<string, string | null> };
}

/** One further Email/set with what was asked for when it went well (RFC 8621 §7.5). */
function followUp(
  args: Readonly<Record<string, unknown>>,
  done: ReadonlyMap<string, string>,
  context: MethodContext,
): void {
  const update: Record<string, unknown> = {};
  for (const [id, patch] of Object.entries(optionalRecord(args, 'onSuccessUpdateEmail') ?? {})) {
    const emailId = done.get(id) ?? done.get(resolveId(id, context));
    if (emailId !== undefined) update[emailId] = patch;
  }
  const destroy = (optionalIds(args, 'onSuccessDestroyEmail') ?? []).flatMap(
    (id) => done.get(id) ?? done.get(resolveId(id, context)) ?? [],
  );
  if (Object.keys(update).length + destroy.length > 0) {
    context.follow('Email/set', { accountId: context.accountId, update, destroy });
  }
}
