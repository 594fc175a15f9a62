import { hash, randomUUID } from 'node:crypto';
import { addressText, decodeHeader, encodeHeader, field, formatDate, type MimePart, referableId } from '@relais/mime';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { DeliveryAttempt } from '../../../domain/queue/delivery-attempts.ts';
import type { QueueIntake } from '../../../domain/queue/outbound-queue.ts';
import { forwardingMark } from './forwarding-mark.ts';
import type { JourneyContext } from './journey-context.ts';
import type { MessageView } from './message-view.ts';

/** A copy that leaves a mailbox: the message itself, or a message of the mailbox's own that carries it. */
export interface OutgoingCopy {
  readonly kind: 'redirect' | 'forward' | 'forward-as-attachment';
  /** Of the envelope; `''`: the null reverse-path. */
  readonly sender: string;
  readonly addresses: readonly string[];
  /** Who sends it on: a rule of the mailbox, or Set-Mailbox -ForwardingAddress. */
  readonly by: 'rule' | 'forwarding';
}

/**
 * What a mailbox sends on is the same when what it was given is (`digest`, of `BelowTrace`) and those who are to have it are.
 * `null`: it may be said anew in the same words.
 */
export function nameOfCopy({ kind, addresses }: OutgoingCopy, { guid }: Mailbox, digest: string | null): string | null {
  if (digest === null) return null;
  return `copy ${hash('sha256', [kind, guid, ...addresses.toSorted(), digest].join('\0'), 'base64')}`;
}

/** Puts a copy into the queue; durable when it resolves, and not sent before `release`. `trace` are Received fields. */
export async function stageCopy(
  context: JourneyContext,
  copy: OutgoingCopy,
  mailbox: Mailbox,
  message: MessageView,
  options: {
    readonly trace: Uint8Array;
    readonly smtpUtf8: boolean;
    readonly attempt: DeliveryAttempt;
    /** Names the copy among those of the attempt. */
    readonly part: string;
    /** Names it among all that the mailbox sends on (`nameOfCopy`). */
    readonly onceAnHour: string | null;
    /** What the copy is of was written here. */
    readonly isOurs: boolean;
    /** It is junk here, and so it is where it goes. */
    readonly isSuspect: boolean;
  },
): Promise<QueueIntake> {
  if (context.outbound === null) throw new Error('there is no queue for copies');
  const own = mailbox.emailAddresses[0] ?? mailbox.name;
  const intake = context.outbound.queue.begin({
    sender: copy.sender,
    recipients: copy.addresses.map((address) => ({ address, notify: null, originalRecipient: null })),
    smtpUtf8: options.smtpUtf8 || copy.addresses.some((address) => /[^ -~]/.test(address)),
    ret: null,
    envelopeId: null,
    authenticatedAs: copy.kind === 'redirect' ? null : (mailbox.emailAddresses[0] ?? null),
    source: copy.by === 'rule' ? 'MAILBOXRULE' : 'STOREDRIVER',
    clientAddress: null,
    language: mailbox.language,
    ...(options.isOurs ? { isOurs: true } : {}),
    ...(options.isSuspect ? { isSuspect: true } : {}),
    journey:
      copy.kind === 'redirect' ? { named: [own], steps: [{ event: 'REDIRECT', from: own, to: copy.addresses }] } : {},
  });
  try {
    for await (const chunk of contentOf(context, copy, mailbox, message, options.trace)) await intake.write(chunk);
    await intake.stage(options.attempt, options.part, options.onceAnHour);
    return intake;
  } catch (error) {
    await intake.discard();
    throw error;
  }
}

async function* contentOf(
  context: JourneyContext,
  copy: OutgoingCopy,
  mailbox: Mailbox,
  message: MessageView,
  trace: Uint8Array,
): AsyncGenerator<Uint8Array> {
  if (copy.kind === 'redirect') {
    yield Buffer.from(forwardingMark(mailbox));
    yield trace;
    yield* message.bytes(0);
    return;
  }
  const boundary = `=_${randomUUID()}`;
  yield Buffer.from(ownHeader(context, copy, mailbox, message, boundary), 'latin1');
  yield Buffer.from(introduction(mailbox, message, boundary));
  yield Buffer.from(`\r\n--${boundary}\r\n`);
  const { root } = message.structure;
  if (copy.kind === 'forward-as-attachment') {
    yield Buffer.from('Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n');
    yield* message.bytes(0);
  } else {
    // The body as it came, as a part: its fields are those of the message that speak of content.
    for (const { name, start, end } of root.fields) {
      if (!name.startsWith('content-')) continue;
      const pieces: Uint8Array[] = [];
      for await (const piece of message.bytes(start, end)) pieces.push(piece);
      yield contentField(name, Buffer.concat(pieces), root);
    }
    yield Buffer.from('\r\n');
    yield* message.bytes(root.bodyStart);
  }
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** As it came, where its lines fit (RFC 5322 §2.1.1); else the type with what its body cannot be read without, or nothing. */
function contentField(name: string, raw: Buffer, { type, subtype, parameters }: MimePart): Uint8Array {
  if (!/[^\n]{1000}/.test(raw.toString('latin1'))) return raw;
  if (name !== 'content-type' || type.length > 127 || subtype.length > 127) return new Uint8Array();
  const needed = parameters.filter(
    ({ name: one, value }) => /^(?:boundary|charset)$/.test(one) && /^[ !#-[\]-~]{1,200}$/.test(value),
  );
  const value = [`${type}/${subtype}`, ...needed.map((one) => `${one.name}="${one.value}"`)].join('; ');
  return Buffer.from(`${field('Content-Type', value.replaceAll(/[^ -~]/g, '?'))}\r\n`);
}

function ownHeader(
  { clock }: JourneyContext,
  { addresses }: OutgoingCopy,
  mailbox: Mailbox,
  message: MessageView,
  boundary: string,
): string {
  const from = mailbox.emailAddresses[0] ?? '';
  const prefix = mailbox.language === 'fr' ? 'TR: ' : 'FW: ';
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  const original = referableId(message.value('message-id'));
  const subject = oneLine(message.subject).slice(0, 500);
  return [
    forwardingMark(mailbox).trimEnd(),
    ...message
      .values('x-relais-forwarded-by')
      .map((mark) => `X-Relais-Forwarded-By: ${mark.replaceAll(/[^\w-]/g, '')}`),
    field('From', addressText({ name: oneLine(mailbox.displayName), address: from })),
    field('To', addresses.map((address) => `<${utf8(address)}>`).join(', ')),
    field('Subject', encodeHeader(`${prefix}${subject}`)),
    `Date: ${formatDate(new Date(clock.now()))}`,
    `Message-ID: <${randomUUID()}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    ...(original === null ? [] : [field('In-Reply-To', `<${original}>`), field('References', `<${original}>`)]),
    // RFC 3834 §5.1: no program answers what no person sent.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    // RFC 2045 §6.4: a multipart says what its parts hold.
    ...(/^(?:8bit|binary)$/i.test(message.structure.root.encoding) ? ['Content-Transfer-Encoding: 8bit'] : []),
    `Content-Type: multipart/mixed;\r\n boundary="${boundary}"`,
    '',
    '',
  ].join('\r\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').trim();
}

/** Who wrote it, when, to whom: what Exchange writes above a message that a rule forwards. */
function introduction({ language }: Mailbox, message: MessageView, boundary: string): string {
  const words =
    language === 'fr'
      ? { original: 'Message d’origine', From: 'De', Date: 'Envoyé', To: 'À', Cc: 'Cc', Subject: 'Objet' }
      : { original: 'Original Message', From: 'From', Date: 'Sent', To: 'To', Cc: 'Cc', Subject: 'Subject' };
  const lines = (['From', 'Date', 'To', 'Cc', 'Subject'] as const).flatMap((name) => {
    const field = message.structure.header.find((one) => one.name === name.toLowerCase());
    return field?.value == null
      ? []
      : [
          `${words[name]}: ${decodeHeader(field.value)
            .replaceAll(/\p{Cc}+\s*/gu, ' ')
            .trim()}`,
        ];
  });
  const text = [`-----${words.original}-----`, ...lines, ''].join('\r\n');
  const encoded = Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`;
}
