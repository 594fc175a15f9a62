import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Language } from '@relais/management-contract';
import { encodeHeader, field, formatDate, referableId } from '@relais/mime';
import type { QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import { type ReportKind, reportTime, reportWords } from './report-words.ts';

/** One recipient in a report. */
export interface ReportedRecipient {
  readonly recipient: QueuedRecipient;
  /** RFC 3463. */
  readonly status: string;
  /** What the other side said; `null`: nobody was asked. */
  readonly response: string | null;
  /** Who said it. */
  readonly remote: string | null;
  /** When he was last tried, milliseconds since 1970; `null`: never, or nobody knows. */
  readonly attemptedAt: number | null;
}

export interface ReportInput {
  readonly kind: ReportKind;
  readonly message: QueuedMessage;
  readonly recipients: readonly ReportedRecipient[];
  /** The message's header, or all of it where RET=FULL asks for it. */
  readonly original: Uint8Array;
  readonly isWhole: boolean;
  readonly language: Language;
  readonly reportingServer: string;
  /** `postmaster@contoso.com`. */
  readonly from: string;
  readonly now: number;
}

/** A delivery status notification (RFC 3464) to the sender of a message. */
export function deliveryReport(input: ReportInput): Buffer {
  const { kind, message, language, from, now, reportingServer } = input;
  const words = reportWords[language];
  const boundary = `=_${randomUUID()}`;
  const original = referableId(message.internetMessageId);
  const head = [
    fieldThatFits('From', `${encodeHeader(words.from)} <${from}>`, `<postmaster@${reportingServer}>`),
    // RFC 5322 §3.6.3: a group may be empty.
    fieldThatFits('To', `<${message.sender}>`, 'undisclosed-recipients:;'),
    field('Subject', encodeHeader(`${words.subject[kind]}${message.subject}`.replace(/\p{Cc}/gu, ' '))),
    `Date: ${formatDate(new Date(now))}`,
    `Message-ID: <${randomUUID()}@${reportingServer}>`,
    ...(original === null ? [] : [field('In-Reply-To', `<${original}>`), field('References', `<${original}>`)]),
    // RFC 3834 §5.1: no program answers a report.
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="${boundary}"`,
  ];
  const encoding = encodingOf(input.original, input.isWhole);
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Language: ${language}\r\n\r\n${base64Lines(bodyText(input))}`,
    `Content-Type: message/delivery-status\r\n\r\n${statusFields(input)}`,
    `Content-Type: ${returnedType(input)}\r\n${encoding === '7bit' ? '' : `Content-Transfer-Encoding: ${encoding}\r\n`}\r\n`,
  ];
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n${parts.map((part) => `--${boundary}\r\n${part}`).join('\r\n')}`),
    encoding === 'base64' ? Buffer.from(base64Lines(input.original)) : input.original,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

/** A report is always sent: an address that fits no line (RFC 5322 §2.1.1), as X.400 ones may not, stands in its text. */
function fieldThatFits(name: string, value: string, instead: string): string {
  try {
    return field(name, value);
  } catch (cause) {
    if (cause instanceof RangeError) return field(name, instead);
    throw cause;
  }
}

/** RFC 6533 §4.2 and §6.2: a header in UTF-8 is of types of its own. */
function returnedType({ isWhole, message }: ReportInput): string {
  if (message.headerEightBit === true) return isWhole ? 'message/global' : 'message/global-headers';
  return isWhole ? 'message/rfc822' : 'text/rfc822-headers';
}

function bodyText({ kind, message, recipients, language, reportingServer }: ReportInput): string {
  const words = reportWords[language];
  const subject = message.subject.replace(/\p{Cc}/gu, ' ').trim();
  const lines = [words.heading[kind], ''];
  for (const { recipient, status, response } of recipients) {
    const written = recipient.originalRecipient;
    const isOther =
      written?.type.toLowerCase() === 'rfc822' && written.address.toLowerCase() !== recipient.address.toLowerCase();
    lines.push(
      `  ${recipient.address}${isOther ? ` ${words.writtenAs(written.address.replace(/\p{Cc}/gu, ' '))}` : ''}`,
    );
    if (kind === 'delayed')
      lines.push(`    ${response !== null && isReply(response) ? words.putOff : words.unreached}`);
    if (kind === 'failed') {
      const because = words.because.find(
        ([start]) => status === start || status.startsWith(start === '' ? '' : `${start}.`),
      );
      lines.push(`    ${because?.[1] ?? ''}`);
    }
    lines.push('');
  }
  lines.push(words.about(subject === '' ? words.noSubject : subject, reportTime(language, message.arrivedAt)), '');
  const closing = kind === 'delayed' ? words.stillTrying(reportTime(language, message.expiresAt)) : words.closing[kind];
  if (closing !== '') lines.push(closing, '');
  lines.push('', words.forAdministrators, '', `${words.reportedBy} ${reportingServer}`, '');
  for (const { recipient, status, response, remote } of recipients) {
    lines.push(recipient.address);
    if (response !== null && kind !== 'delivered')
      lines.push(`${words.theySaid(diagnosticType(response) === 'smtp' ? remote : null)} ${response}`);
    else lines.push(status);
    lines.push('');
  }
  return lines.join('\r\n');
}

const actions: Readonly<Record<ReportKind, string>> = {
  failed: 'failed',
  delayed: 'delayed',
  relayed: 'relayed',
  delivered: 'delivered',
  expanded: 'expanded',
};

/** RFC 3464 §2.2 and §2.3. */
function statusFields({ kind, message, recipients, reportingServer }: ReportInput): string {
  const groups = [
    [
      // RFC 3461 §6.3 (a): as it was before it was written as xtext.
      ...(message.envelopeId === null ? [] : [`Original-Envelope-Id: ${ascii(message.envelopeId)}`]),
      `Reporting-MTA: dns; ${reportingServer}`,
      `Arrival-Date: ${formatDate(new Date(message.arrivedAt))}`,
      // RFC 2852 §5 and RFC 4865 §5.1.2.
      ...(message.deliverBy === undefined ? [] : [`Deliver-By-Date: ${formatDate(new Date(message.deliverBy.time))}`]),
      ...(message.releaseRequest === undefined ? [] : [`Future-Release-Request: ${message.releaseRequest}`]),
    ],
    ...recipients.map(({ recipient, status, response, remote, attemptedAt }) => [
      ...(recipient.originalRecipient === null
        ? []
        : [
            fieldThatFits(
              'Original-Recipient',
              `${ascii(recipient.originalRecipient.type)}; ${ascii(recipient.originalRecipient.address)}`,
              cutAddress(recipient.originalRecipient.address),
            ),
          ]),
      fieldThatFits('Final-Recipient', typedAddress(recipient.address), cutAddress(recipient.address)),
      `Action: ${actions[kind]}`,
      `Status: ${status}`,
      ...(remote === null
        ? []
        : [`Remote-MTA: dns; ${isIP(remote) === 0 ? ascii(remote).slice(0, 900) : `[${remote}]`}`]),
      ...(response === null ? [] : [`Diagnostic-Code: ${diagnosticType(response)}; ${ascii(response).slice(0, 900)}`]),
      // RFC 3464 §2.3.7: not of a report that no attempt has brought about.
      ...(attemptedAt === null ? [] : [`Last-Attempt-Date: ${formatDate(new Date(attemptedAt))}`]),
      ...(kind === 'delayed' ? [`Will-Retry-Until: ${formatDate(new Date(message.expiresAt))}`] : []),
    ]),
  ];
  return groups.map((fields) => `${fields.join('\r\n')}\r\n`).join('\r\n');
}

/** RFC 6533 §3: an address beyond US-ASCII is of type utf-8, here in the form that any header can carry. */
function typedAddress(address: string): string {
  if (/^[\x20-\x7e]*$/.test(address)) return `rfc822; ${address}`;
  const encoded = [...address].map((character) =>
    /^[!-~]$/.test(character) && character !== '\\' && character !== '+' && character !== '='
      ? character
      : `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  return `utf-8; ${encoded.join('')}`;
}

/** Of a type of our own, so that no program takes it for the whole. */
function cutAddress(address: string): string {
  return `x-relais-cut; ${ascii(address).slice(0, 900)}...`;
}

/** RFC 3464 §2.3.6: a reply begins with its code (RFC 3461 §9.2); what no server said is of a type of our own. */
function diagnosticType(response: string): string {
  return isReply(response) ? 'smtp' : 'x-relais';
}

function isReply(response: string): boolean {
  return /^\d{3}(?: |$)/.test(response);
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** RFC 5322 §2.1.1: a header that came with longer lines could be refused on its way back; a message is not encoded (RFC 2046 §5.2.1). */
function encodingOf(original: Uint8Array, isWhole: boolean): '7bit' | '8bit' | 'base64' {
  const text = Buffer.from(original).toString('latin1');
  if (!isWhole && /[^\n]{1000}/.test(text)) return 'base64';
  return /[\x80-\xff]/.test(text) ? '8bit' : '7bit';
}

function base64Lines(content: string | Uint8Array): string {
  return (
    Buffer.from(content as Uint8Array)
      .toString('base64')
      .match(/.{1,76}/g)
      ?.join('\r\n') ?? ''
  ).concat('\r\n');
}
