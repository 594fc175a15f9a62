import {
  addressSpec,
  addressText,
  decodeHeader,
  encodeHeader,
  field,
  formatDate,
  type MessageStructure,
  parseAddressList,
  referableId,
} from '@relais/mime';

/** What a message disposition notification says (RFC 8098 §3.2.6). */
export interface Disposition {
  readonly actionMode: 'manual-action' | 'automatic-action';
  readonly sendingMode: 'mdn-sent-manually' | 'mdn-sent-automatically';
  readonly type: 'displayed' | 'deleted' | 'dispatched' | 'processed';
}

export interface NotificationInput {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly reportingUserAgent: string;
  /** `rfc822; lina@example.test` */
  readonly originalRecipient: string | null;
  readonly finalRecipient: string;
  /** With its angle brackets; `null`: the message has none, or one that fits no line. */
  readonly originalMessageId: string | null;
  readonly disposition: Disposition;
  readonly date: Date;
  readonly messageId: string;
  readonly boundary: string;
}

/** What a message says of receipts, as its header has it. */
export interface ReceiptRequest {
  /** Whom to tell; empty: nobody asked. */
  readonly to: readonly string[];
  /** Why nobody may be told without being asked first (RFC 8098 §2.1); `null`: one may. */
  readonly againstAutomatic: string | null;
  readonly originalRecipient: string | null;
  readonly messageId: string | null;
  readonly subject: string;
}

export function receiptRequestOf(structure: MessageStructure): ReceiptRequest {
  const values = (name: string) =>
    structure.header.flatMap((field) => (field.name === name && field.value !== null ? [field.value] : []));
  const text = (name: string): string | null => {
    const [value] = values(name);
    return value === undefined ? null : decodeHeader(value).replaceAll(/\s+/g, ' ').trim();
  };
  const addresses = (name: string): readonly string[] =>
    values(name)
      .flatMap((value) => parseAddressList(value))
      .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
      .map(addressSpec);
  const to = [...new Set(addresses('disposition-notification-to').map((address) => address.toLowerCase()))];
  const messageId = referableId(text('message-id') ?? '');
  return {
    to,
    againstAutomatic: objection(to, addresses('return-path'), text),
    originalRecipient: text('original-recipient'),
    subject: text('subject') ?? '',
    messageId: messageId === null ? null : `<${messageId}>`,
  };
}

/** RFC 8098 §2.1: without asking only the sender of the envelope is told, and only he alone; never lists and programs. */
function objection(
  to: readonly string[],
  returnPath: readonly string[],
  text: (name: string) => string | null,
): string | null {
  if (to.length !== 1) return 'Several addresses ask for it.';
  const [sender] = returnPath;
  if (sender === undefined || sender.toLowerCase() !== to[0]) return 'Who asks for it is not who sent the message.';
  if (text('disposition-notification-options') !== null) return 'It asks for more than a plain receipt.';
  const automatic = text('auto-submitted');
  const isFromProgram = automatic !== null && !/^no\b/i.test(automatic);
  const isBulk = text('list-id') !== null || /\b(?:bulk|list|junk)\b/i.test(text('precedence') ?? '');
  return isFromProgram || isBulk ? 'It came from a list or a program.' : null;
}

/** The report of RFC 8098 §3: words for people, then fields for programs. @throws RangeError for what is no address. */
export function composeNotification(input: NotificationInput): Buffer {
  const { actionMode, sendingMode, type } = input.disposition;
  const head = [
    `Date: ${formatDate(input.date)}`,
    field('From', addressText({ name: plain(input.from.name), address: input.from.address })),
    field('To', input.to.map((one) => `<${address(one)}>`).join(', ')),
    field('Subject', encodeHeader(plain(input.subject).slice(0, 500))),
    `Message-ID: <${input.messageId}>`,
    ...(input.originalMessageId === null
      ? []
      : [field('In-Reply-To', input.originalMessageId), field('References', input.originalMessageId)]),
    // RFC 3834 §5: nothing answers it. It asks for no receipt itself (RFC 8098 §3).
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=disposition-notification;\r\n boundary="${input.boundary}"`,
  ];
  const fields = [
    field('Reporting-UA', ascii(input.reportingUserAgent).slice(0, 500)),
    // RFC 8098 §3.2.3: as the message has it, or not at all.
    ...(input.originalRecipient === null || input.originalRecipient.length > 900
      ? []
      : [field('Original-Recipient', ascii(input.originalRecipient))]),
    field('Final-Recipient', utf8(plain(input.finalRecipient))),
    ...(input.originalMessageId === null ? [] : [field('Original-Message-ID', input.originalMessageId)]),
    `Disposition: ${actionMode}/${sendingMode}; ${type}`,
  ];
  const text =
    Buffer.from(input.text.replaceAll(/\r?\n/g, '\r\n'), 'utf8')
      .toString('base64')
      .match(/.{1,76}/g)
      ?.join('\r\n') ?? '';
  return Buffer.from(
    [
      ...head,
      '',
      `--${input.boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      text,
      `--${input.boundary}`,
      'Content-Type: message/disposition-notification',
      '',
      ...fields,
      '',
      `--${input.boundary}--`,
      '',
    ].join('\r\n'),
    'latin1',
  );
}

/** One line of printable characters: what came with a message cannot begin a field of its own. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').trim();
}

/** Programs read it. What is written a byte a character must hold no wider ones: U+010A would become a line feed. */
function ascii(text: string): string {
  return plain(text).replaceAll(/[^\x20-\x7e]/gu, '?');
}

function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** More than RFC 5321 §4.5.3.1 lets an address have. */
const longestAddress = 1000;

function address(text: string): string {
  if (text.length > longestAddress || !/^[^\s<>\p{Cc}]+@[^\s<>\p{Cc}]+$/u.test(text))
    throw new RangeError(`${JSON.stringify(text)} is no address.`);
  return utf8(text);
}
