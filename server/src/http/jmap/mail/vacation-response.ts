import { createHash } from 'node:crypto';
import { textAsHtml } from '@relais/mime';
import type { AutomaticReply } from '../../../domain/automation/automatic-reply.ts';
import { isHtml } from '../../../domain/automation/is-html.ts';

/** RFC 8621 §8: the one object of an account. Dates as UTCDate (RFC 8620 §1.4). */
export interface VacationResponse {
  readonly id: 'singleton';
  readonly isEnabled: boolean;
  readonly fromDate: string | null;
  readonly toDate: string | null;
  readonly subject: string | null;
  readonly textBody: string | null;
  readonly htmlBody: string | null;
}

/**
 * An automatic reply as JMAP sees it. Exchange has a text for people inside and one for those outside, JMAP a single one:
 * the one for inside is shown, or the other where that is empty. Times count only while they hold.
 */
export function vacationResponseOf(reply: AutomaticReply): VacationResponse {
  const message = reply.internalMessage.trim() === '' ? reply.externalMessage : reply.internalMessage;
  const isEmpty = message.trim() === '';
  return {
    id: 'singleton',
    isEnabled: reply.state !== 'Disabled',
    fromDate: reply.state === 'Enabled' ? null : utcDate(reply.startTime),
    toDate: reply.state === 'Enabled' ? null : utcDate(reply.endTime),
    subject: reply.subject,
    textBody: isEmpty || isHtml(message) ? null : message,
    htmlBody: !isEmpty && isHtml(message) ? message : null,
  };
}

/** What is kept of a response; the text, when `hasNewBody`, is told to people inside and outside alike. */
export function automaticReplyOf(response: VacationResponse, hasNewBody: boolean): Partial<AutomaticReply> {
  const { isEnabled, fromDate, toDate, subject } = response;
  const isScheduled = fromDate !== null || toDate !== null;
  const message = hasNewBody ? messageOf(response) : null;
  return {
    state: !isEnabled ? 'Disabled' : isScheduled ? 'Scheduled' : 'Enabled',
    startTime: fromDate === null ? null : Date.parse(fromDate),
    endTime: toDate === null ? null : Date.parse(toDate),
    subject,
    ...(message === null ? {} : { internalMessage: message, externalMessage: message }),
  };
}

export function vacationState(response: VacationResponse): string {
  return createHash('sha256').update(JSON.stringify(response)).digest('base64url').slice(0, 16);
}

/** The HTML where there is one: its plain part is made when the reply is sent. */
function messageOf({ htmlBody, textBody }: VacationResponse): string {
  if (htmlBody !== null) return htmlBody === '' || isHtml(htmlBody) ? htmlBody : `<div>${htmlBody}</div>`;
  if (textBody === null || !isHtml(textBody)) return textBody ?? '';
  return `<div>${textAsHtml(textBody)}</div>`;
}

/** RFC 8620 §1.4: no fraction where it is zero. */
function utcDate(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString().replace('.000Z', 'Z');
}
