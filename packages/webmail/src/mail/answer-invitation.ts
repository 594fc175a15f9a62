import { currentCsrfToken } from '@relais/browser-frame/server/request.ts';
import { jmap, JmapError, requireAllSet, uploadFile } from '../server/jmap.ts';
import type { CalendarEvent } from './calendar-event.ts';
import { calendarReply, type ParticipationStatus, replyMessage } from './calendar-reply.ts';
import type { Identity } from './mail-data.ts';
import type { Email } from './mail-types.ts';

/** What the invitation is marked with, so that every device shows what was answered. */
const answerKeywords: Readonly<Record<ParticipationStatus, string>> = {
  ACCEPTED: 'calendar-accepted',
  TENTATIVE: 'calendar-tentative',
  DECLINED: 'calendar-declined',
};

export function answerOf({ keywords }: Pick<Email, 'keywords'>): ParticipationStatus | null {
  const found = Object.entries(answerKeywords).find(([, keyword]) => keywords[keyword] === true);
  return found === undefined ? null : (found[0] as ParticipationStatus);
}

/**
 * As whom one was invited: the address of one's own that is named; invited through a group, the first. In somebody else's
 * mailbox that is its owner, for whoever may write as him.
 */
export function invitedIdentity(
  event: CalendarEvent,
  identities: readonly Identity[],
  /** The address of the mailbox in which the invitation stands; `null`: one's own. */
  addressHere: string | null,
): Identity | undefined {
  if (addressHere !== null) return identities.find(({ email }) => email === addressHere);
  const invited = new Set(event.attendees.map(({ email }) => email.toLowerCase()));
  return identities.find(({ email }) => invited.has(email.toLowerCase())) ?? identities[0];
}

export interface InvitationAnswer {
  readonly email: Email;
  readonly event: CalendarEvent;
  readonly identity: Identity;
  readonly sentId: string;
  readonly status: ParticipationStatus;
  readonly comment: string;
  readonly subject: string;
  /** For who reads it with a program that knows no calendars. */
  readonly text: string;
}

/** Sends the answer to the organiser, keeps it in Sent Items, and marks the invitation. @throws JmapError RequestError */
export async function answerInvitation(answer: InvitationAnswer): Promise<void> {
  const { email, event, identity, sentId, status, comment } = answer;
  if (event.organizer === null || event.organizer.email === '') throw new Error('no organizer');
  const now = new Date();
  const source = replyMessage({
    from: identity,
    to: event.organizer,
    subject: answer.subject,
    text: comment.trim() === '' ? answer.text : `${answer.text}\r\n\r\n${comment.trim()}`,
    calendar: calendarReply(event, identity, status, comment, now),
    inReplyTo: email.messageId?.[0] ?? null,
    now,
  });
  const file = new File([source], 'answer.eml', { type: 'message/rfc822' });
  const { blobId } = await uploadFile(file, currentCsrfToken(), () => {});
  const { i } = await jmap([
    [
      'Email/import',
      { emails: { answer: { blobId, mailboxIds: { [sentId]: true }, keywords: { $seen: true } } } },
      'i',
    ],
  ]);
  requireAllSet(i);
  const emailId = (i?.created as Record<string, { id: string }> | null | undefined)?.answer?.id ?? '';
  try {
    const { s } = await jmap([
      ['EmailSubmission/set', { create: { send: { identityId: identity.id, emailId } } }, 's'],
    ]);
    requireAllSet(s);
  } catch (cause) {
    // What did not leave is not in Sent Items either.
    await jmap([['Email/set', { destroy: [emailId] }, 'd']]).catch(() => undefined);
    throw cause;
  }
  const patch = Object.fromEntries(
    Object.entries(answerKeywords).map(([one, keyword]) => [`keywords/${keyword}`, one === status ? true : null]),
  );
  // Sent is sent: where the user may not mark the invitation, it stays unmarked.
  await jmap([['Email/set', { accountId: email.accountId, update: { [email.id]: patch } }, 'm']]).catch(
    (problem: unknown) => {
      if (!(problem instanceof JmapError)) throw problem;
    },
  );
}
