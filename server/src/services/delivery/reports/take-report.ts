import type { SubmissionReport } from '../../../domain/personal/submission-reports.ts';
import type { Directory } from '../../../domain/directory/directory.ts';
import type { MessageView } from '../automation/message-view.ts';
import type { Placement } from '../steps/delivery-step.ts';
import { readReport } from './read-report.ts';

/**
 * What the notifications of other servers and programs say of submissions (RFC 8621 §7). Only those that come without a
 * sender, as they must (RFC 3461 §6.1, RFC 8098 §3), to the mailbox that submitted, and are not filed as junk.
 */
export function mayBeReport({ context, envelope }: Pick<Placement, 'context' | 'envelope'>): boolean {
  return context.submissions !== null && envelope.sender === '' && envelope.isSuspect !== true;
}

/** `emailId`: the Email that it is; `null`: the mailbox keeps nothing of it. */
export async function takeReport(placement: Placement, message: MessageView, emailId: string | null): Promise<void> {
  const { context, mailbox } = placement;
  if (context.submissions === null || !mayBeReport(placement)) return;
  const read = await readReport(message);
  if (read === null) return;
  const recipients = read.recipients
    .filter(({ addresses }) => addresses.length > 0)
    .map(({ addresses, delivered, isDisplayed }): SubmissionReport['recipients'][number] => ({
      isCalled: (address) => addresses.some((one) => isSame(context.directory, one, address)),
      delivered,
      isDisplayed,
    }));
  if (recipients.length > 0) await context.submissions.report(mailbox.guid, { ...read, emailId, recipients });
}

/** Also under another of his addresses, and a contact under the one elsewhere that his mail leaves with. */
function isSame(directory: Pick<Directory, 'resolveRecipient'>, reported: string, submitted: string): boolean {
  if (reported === submitted.toLowerCase()) return true;
  const wanted = directory.resolveRecipient(submitted);
  if (wanted.kind === 'contact') return wanted.contact.externalEmailAddress.toLowerCase() === reported;
  if (wanted.kind !== 'mailbox') return false;
  const found = directory.resolveRecipient(reported);
  return found.kind === 'mailbox' && found.mailbox.guid === wanted.mailbox.guid;
}
