import { decodeBody, type MimePart, referableId } from '@relais/mime';
import type { SubmissionReport } from '../../../domain/personal/submission-reports.ts';
import type { MessageView } from '../automation/message-view.ts';
import { reportedAddress, reportFields } from './report-fields.ts';

/** What a notification says, its recipients by the addresses that it gives them. */
export interface ReadReport extends Omit<SubmissionReport, 'recipients' | 'emailId'> {
  readonly recipients: readonly {
    /** Original-Recipient and Final-Recipient, in lower case. */
    readonly addresses: readonly string[];
    readonly delivered: SubmissionReport['recipients'][number]['delivered'];
    readonly isDisplayed: boolean;
  }[];
}

const mostFieldBytes = 256 * 1024;
const mostReplyLength = 500;

/** A delivery status or message disposition notification; `null`: the message is none (RFC 6522). */
export async function readReport(message: MessageView): Promise<ReadReport | null> {
  const { root } = message.structure;
  if (root.type !== 'multipart' || root.subtype !== 'report') return null;
  for (const part of root.children) {
    if (part.type !== 'message') continue;
    if (part.subtype === 'delivery-status' || part.subtype === 'global-delivery-status')
      return deliveryStatus(await fieldsIn(message, part), await returnedId(message, root));
    if (part.subtype === 'disposition-notification' || part.subtype === 'global-disposition-notification')
      return disposition(await fieldsIn(message, part));
  }
  return null;
}

/** RFC 3464 §2.2 and §2.3. */
function deliveryStatus(
  [perMessage, ...recipients]: readonly ReadonlyMap<string, string>[],
  messageId: string | null,
): ReadReport {
  return {
    kind: 'dsn',
    envelopeId: perMessage?.get('original-envelope-id') ?? null,
    messageId,
    recipients: recipients.map((fields) => ({
      addresses: addressesIn(fields),
      delivered: deliveredIn(fields),
      isDisplayed: false,
    })),
  };
}

/** RFC 8098 §3.2. Displayed with a modifier, as `displayed/error`, is not displayed. */
function disposition([fields]: readonly ReadonlyMap<string, string>[]): ReadReport | null {
  if (fields === undefined) return null;
  return {
    kind: 'mdn',
    envelopeId: null,
    messageId: referableId(fields.get('original-message-id') ?? ''),
    recipients: [
      {
        addresses: addressesIn(fields),
        delivered: null,
        isDisplayed: /^[a-z-]+\s*\/\s*[a-z-]+\s*;\s*displayed\s*$/i.test(fields.get('disposition') ?? ''),
      },
    ],
  };
}

function addressesIn(fields: ReadonlyMap<string, string>): readonly string[] {
  return ['original-recipient', 'final-recipient'].flatMap((name) => reportedAddress(fields.get(name)) ?? []);
}

/** RFC 8621 §7: of delivered and failed only. */
function deliveredIn(fields: ReadonlyMap<string, string>): ReadReport['recipients'][number]['delivered'] {
  const action = (fields.get('action') ?? '').toLowerCase();
  if (action !== 'delivered' && action !== 'failed') return null;
  const delivered = action === 'delivered' ? 'yes' : 'no';
  const kind = delivered === 'yes' ? '2' : '5';
  const status = new RegExp(`^${kind}\\.\\d{1,3}\\.\\d{1,3}`).exec(fields.get('status') ?? '')?.[0] ?? `${kind}.0.0`;
  // RFC 3464 §2.3.6: what a server replied, as it did.
  const said = /^smtp\s*;\s*(.*)$/is.exec(fields.get('diagnostic-code') ?? '')?.[1] ?? '';
  const reply = said
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, mostReplyLength);
  const isReply = new RegExp(`^${kind}\\d\\d(?: |$)`).test(reply);
  const code = delivered === 'yes' ? '250' : '550';
  const words = delivered === 'yes' ? 'Delivered' : 'Not delivered';
  return { delivered, smtpReply: isReply ? reply : `${code} ${status} ${reply === '' ? words : reply}` };
}

async function fieldsIn(message: MessageView, part: MimePart): Promise<readonly ReadonlyMap<string, string>[]> {
  return reportFields(await textOf(message, part));
}

/** The Message-ID of the message or header that came back with a report. */
async function returnedId(message: MessageView, root: MimePart): Promise<string | null> {
  for (const part of root.children) {
    const name = `${part.type}/${part.subtype}`;
    if (!/^(?:message\/(?:rfc822|global|global-headers)|text\/rfc822-headers)$/.test(name)) continue;
    const [header] = reportFields(await textOf(message, part));
    return referableId(header?.get('message-id') ?? '');
  }
  return null;
}

async function textOf(message: MessageView, part: MimePart): Promise<string> {
  const end = Math.min(part.bodyEnd, part.bodyStart + mostFieldBytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of decodeBody(part, message.bytes(part.bodyStart, end))) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
