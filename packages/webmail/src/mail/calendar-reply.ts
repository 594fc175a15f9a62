import type { CalendarEvent } from './calendar-event.ts';
import { escapedText, foldedLine } from './calendar-lines.ts';

/** RFC 5545 §3.2.12. */
export type ParticipationStatus = 'ACCEPTED' | 'TENTATIVE' | 'DECLINED';

export interface ReplyPerson {
  readonly name: string;
  readonly email: string;
}

/** What is repeated of the invitation; SEQUENCE and RECURRENCE-ID say which version and which meeting is meant. */
const repeated = new Set(['UID', 'ORGANIZER', 'RECURRENCE-ID', 'SEQUENCE', 'DTSTART', 'DTEND', 'DURATION', 'SUMMARY']);

/** The calendar object that answers an invitation (RFC 5546 §3.2.3). */
export function calendarReply(
  event: CalendarEvent,
  attendee: ReplyPerson,
  status: ParticipationStatus,
  comment: string,
  now: Date,
): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const name = attendee.name.replaceAll(/["\p{Cc}]/gu, "'");
  // RFC 5546 §3.2.3: the reply names its own attendee and nobody else.
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Relais//Webmail//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    // RFC 5545 §3.2.19: a zone that is named must be there.
    ...event.timeZoneLines.map(({ raw }) => raw),
    'BEGIN:VEVENT',
    ...event.lines.filter((line) => repeated.has(line.name)).map(({ raw }) => raw),
    `DTSTAMP:${stamp}`,
    `ATTENDEE;PARTSTAT=${status};CN="${name}":mailto:${attendee.email}`,
    ...(comment.trim() === '' ? [] : [`COMMENT:${escapedText(comment.trim())}`]),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(foldedLine).join('\r\n')}\r\n`;
}

export interface ReplyMessage {
  readonly from: ReplyPerson;
  readonly to: ReplyPerson;
  readonly subject: string;
  readonly text: string;
  readonly calendar: string;
  /** Of the invitation, without angle brackets. */
  readonly inReplyTo: string | null;
  readonly now: Date;
}

/** The mail that carries it (RFC 6047 §2.4): words for people and the calendar object for their programs. */
export function replyMessage(message: ReplyMessage): string {
  const boundary = `=_${crypto.randomUUID()}`;
  const domain = message.from.email.slice(message.from.email.lastIndexOf('@') + 1);
  const inReplyTo =
    message.inReplyTo === null || /[^!-;=?-~]|.{901}/.test(message.inReplyTo) ? null : `<${message.inReplyTo}>`;
  return [
    `Date: ${message.now.toUTCString().replace('GMT', '+0000')}`,
    `From: ${addressField(message.from)}`,
    `To: ${addressField(message.to)}`,
    `Subject: ${encodedWords(message.subject)}`,
    `Message-ID: <${crypto.randomUUID()}@${domain}>`,
    ...(inReplyTo === null ? [] : [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`]),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(message.text),
    `--${boundary}`,
    'Content-Type: text/calendar; charset=utf-8; method=REPLY; component=VEVENT',
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(message.calendar),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

function addressField({ name, email }: ReplyPerson): string {
  const address = email.replaceAll(/[\s<>\p{Cc}]/gu, '');
  return name === '' || name === email ? `<${address}>` : `${encodedWords(name)} <${address}>`;
}

/** RFC 2047 §2: words of at most 75 characters, each of whole characters. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let piece = '';
  for (const character of text.replaceAll(/\p{Cc}/gu, ' ')) {
    if (utf8(piece + character).length > 42) {
      words.push(piece);
      piece = '';
    }
    piece += character;
  }
  if (piece !== '') words.push(piece);
  return words.map((word) => `=?utf-8?B?${base64(word)}?=`).join('\r\n ');
}

function base64Lines(text: string): string {
  return (
    base64(text)
      .match(/.{1,76}/g)
      ?.join('\r\n') ?? ''
  );
}

function base64(text: string): string {
  return btoa(utf8(text));
}

/** A string with a character for each octet. */
function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join('');
}
