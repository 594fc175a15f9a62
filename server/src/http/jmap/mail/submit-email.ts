import { type Address, addressSpec, type Envelope, formatDate, type MailboxAddress, referableId } from '@relais/mime';
import { parseMailbox, SmtpSyntaxError } from '@relais/smtp-codec';
import type { EnvelopeAddress, RecipientStatus, SubmissionEnvelope } from '../../../domain/personal/submission.ts';
import type { NewRecipient } from '../../../domain/queue/queued-message.ts';
import type { EnvelopeRecipient } from '../../../services/delivery/delivery.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { MethodContext } from '../core/method.ts';
import { returnedPart, submittedRecipient } from '../../../services/submission/envelope-terms.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import type { Entry } from './entry.ts';
import { identitiesOf, ownIdentities } from './identities.ts';
import { loadFacts } from './message-facts.ts';
import { wholeLines } from './whole-lines.ts';

const mostRecipients = 500;

/** The envelope of RFC 8621 §7: every address of To, Cc and Bcc once. */
function envelopeFrom(envelope: Envelope, sender: string): SubmissionEnvelope {
  const addresses = [...envelope.to, ...envelope.cc, ...envelope.bcc].flatMap((address) =>
    address.kind === 'group' ? address.members : [address],
  );
  const emails = new Set(addresses.map((address) => addressSpec(address).toLowerCase()));
  return {
    mailFrom: { email: sender, parameters: null },
    rcptTo: [...emails].map((email) => ({ email, parameters: null })),
  };
}

/** An Email that may be sent: by whom, to whom, and with which bytes. */
export interface Sendable {
  /** Without angle brackets; `null`: it has none. */
  readonly messageId: string | null;
  readonly envelope: SubmissionEnvelope;
  /** Without Bcc, with a trace field on top. */
  content(): AsyncIterable<Uint8Array>;
  /** Each of its recipients, once `submission` was sent: what the queue does not know of. */
  readonly statuses: readonly RecipientStatus[];
  /** Resolves when it is in every mailbox here, and queued for those elsewhere. @throws SetRefusal */
  sendNow(submission: string): Promise<void>;
}

/** Whether the Email may be sent so. @throws SetRefusal of RFC 8621 §7.5 when not. */
export async function checkSubmission(
  context: MethodContext,
  entry: Entry,
  identityEmail: string,
  given: SubmissionEnvelope | null,
): Promise<Sendable> {
  const { http, caller, index } = context;
  const facts = (await loadFacts(index, [entry])).get(entry.emailId);
  if (facts === undefined) throw new SetRefusal({ type: 'notFound', description: 'The message is gone.' });
  const own = identitiesOf(caller.mailbox, http.directory).map((identity) => identity.email);
  const rightTo = (address: string) => http.delivery.mayUseAddress(caller.mailbox, address);
  const from = facts.envelope.from.flatMap(membersOf);
  if (from.length === 0)
    throw new SetRefusal({ type: 'invalidEmail', properties: ['from'], description: 'From is missing.' });
  const foreign = from.map(addressSpec).filter((address) => rightTo(address) === null);
  if (foreign.length > 0) {
    throw new SetRefusal({
      type: 'forbiddenFrom',
      description: `You may not send as ${foreign[0]}; ${own.join(', ')} you may.`,
    });
  }
  // Without a Sender field the envelope of a message repeats From.
  const hasSender = hasField(facts.structure.header, 'sender');
  const senders = hasSender ? facts.envelope.sender.flatMap(membersOf).map(addressSpec) : [];
  const wrong = senders.find((address) => rightTo(address) !== 'own' && rightTo(address) !== 'send-as');
  if (wrong !== undefined)
    throw new SetRefusal({ type: 'forbiddenFrom', description: `You are not the sender ${wrong}.` });
  const isOnBehalf = from.some((address) => rightTo(addressSpec(address)) === 'on-behalf');
  // RFC 8621 §7: the first of Sender, or of From. Who writes on behalf of another is the sender himself.
  const author = isOnBehalf ? undefined : from[0];
  const sender = senders[0] ?? (author === undefined ? identityEmail : addressSpec(author));
  const envelope = given ?? envelopeFrom(facts.envelope, sender);
  if (rightTo(envelope.mailFrom.email) === null) {
    throw new SetRefusal({
      type: 'forbiddenMailFrom',
      description: `You may not send as ${envelope.mailFrom.email}.`,
    });
  }
  const { recipients, outbound } = await resolveRecipients(
    context,
    envelope.mailFrom.email,
    envelope.rcptTo.map(asked),
    entry.sizeBytes,
  );
  const limit = caller.mailbox.maxSendSizeBytes ?? 50_000_000;
  if (entry.sizeBytes > limit) {
    throw new SetRefusal({
      type: 'tooLarge',
      maxSize: limit,
      description: `At most ${limit} bytes may be sent; this has ${entry.sizeBytes}.`,
    });
  }
  const overQuota = await http.delivery.sendingRefusalOf(caller.mailbox);
  if (overQuota !== null) {
    const type = overQuota.code === 'rate-limit' ? 'rateLimit' : 'forbiddenToSend';
    throw new SetRefusal({ type, description: overQuota.text });
  }
  const senderField = isOnBehalf && !hasSender ? senderOf(caller.mailbox) : new Uint8Array();
  const { header } = facts.structure;
  async function* bare(): AsyncGenerator<Uint8Array> {
    if (senderField.length > 0) yield senderField;
    yield* wholeLines(asSent(index.content(entry), header));
  }
  return {
    messageId: referableId(facts.envelope.messageId ?? ''),
    envelope,
    async *content() {
      yield traceField(context);
      yield* bare();
    },
    statuses: [
      ...recipients.map(({ address }) => status(address, 'yes', '250 2.1.5 Delivered')),
      // Of a group its members have the message; of all others the queue says more.
      ...outbound.map(({ address }) => status(address, 'unknown', '250 2.1.5 Taken')),
    ],
    sendNow: (submission) => sendNow(context, envelope, recipients, outbound, bare(), limit, submission),
  };
}

function status(address: string, delivered: RecipientStatus['delivered'], smtpReply: string): RecipientStatus {
  return { address, smtpReply, delivered };
}

/** @throws SetRefusal for NOTIFY or ORCPT that mean nothing. */
function asked(address: EnvelopeAddress): NewRecipient {
  try {
    return submittedRecipient(address);
  } catch (cause) {
    if (!(cause instanceof SmtpSyntaxError)) throw cause;
    throw invalidProperties(['envelope'], cause.message);
  }
}

export async function sendNow(
  context: MethodContext,
  envelope: SubmissionEnvelope,
  recipients: readonly EnvelopeRecipient[],
  outbound: readonly NewRecipient[],
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
  submission?: string,
): Promise<void> {
  const delivery = await context.http.delivery.begin(
    {
      sender: envelope.mailFrom.email,
      recipients,
      authenticatedAs: context.caller.mailbox,
      // RFC 6531 §3.2: only mail with such addresses needs hosts that take them.
      smtpUtf8: [envelope.mailFrom, ...envelope.rcptTo].some(({ email }) => /[^ -~]/.test(email)),
      outbound: {
        recipients: outbound,
        ret: returnedPart(envelope),
        // RFC 8621 §7: by its id servers name it in their reports (RFC 3461 §4.4).
        envelopeId: submission ?? null,
        clientAddress: null,
        ...(submission === undefined ? {} : { submission }),
      },
    },
    traceField(context),
    { maxBytes },
  );
  try {
    for await (const chunk of content) await delivery.write(chunk);
    const outcomes = await delivery.deliver();
    const all = [...recipients, ...outbound];
    const refused = outcomes.flatMap((outcome, at) =>
      outcome.kind === 'delivered'
        ? []
        : [{ address: all[at]?.address ?? '', text: outcome.text, code: 'code' in outcome ? outcome.code : null }],
    );
    if (refused[0]?.code === 'rate-limit') throw new SetRefusal({ type: 'rateLimit', description: refused[0].text });
    // It is about the message, whoever its recipients are.
    const unwanted = refused.find(({ code }) => code === 'content-refused' || code === 'content-deferred');
    if (unwanted !== undefined) throw new SetRefusal({ type: 'forbiddenToSend', description: unwanted.text });
    if (refused.length > 0) {
      throw new SetRefusal({
        type: 'invalidRecipients',
        invalidRecipients: refused.map(({ address }) => address),
        description: refused.map(({ address, text }) => `${address}: ${text}`).join(' '),
      });
    }
  } finally {
    await delivery.discard();
  }
}

export async function resolveRecipients(
  context: MethodContext,
  sender: string,
  asked: readonly NewRecipient[],
  sizeBytes: number,
): Promise<{ readonly recipients: readonly EnvelopeRecipient[]; readonly outbound: readonly NewRecipient[] }> {
  const { delivery } = context.http;
  const from = { address: sender, user: context.caller.mailbox };
  if (asked.length === 0) throw new SetRefusal({ type: 'noRecipients', description: 'There is nobody to send it to.' });
  // Set-Mailbox -RecipientLimits.
  const { RecipientLimits: own } = context.caller.mailbox.otherProperties;
  const most = typeof own === 'number' ? Math.min(own, mostRecipients) : mostRecipients;
  if (asked.length > most) {
    throw new SetRefusal({
      type: 'tooManyRecipients',
      maxRecipients: most,
      description: `At most ${most} recipients.`,
    });
  }
  const recipients: EnvelopeRecipient[] = [];
  const outbound: NewRecipient[] = [];
  const invalid: { readonly address: string; readonly why: string }[] = [];
  for (const one of asked) {
    const { address } = one;
    const resolution = context.http.directory.resolveRecipient(address);
    if (resolution.kind === 'mailbox' || resolution.kind === 'group' || resolution.kind === 'contact') {
      const refused = await delivery.refusalFor(resolution, from, sizeBytes);
      if (refused !== null) invalid.push({ address, why: `${refused.text}.` });
      // Who wants to be told of the delivery is told by the queue (RFC 3461 §5.2.3).
      else if (resolution.kind === 'mailbox' && one.notify?.includes('success') !== true)
        recipients.push({ ...one, mailbox: resolution.mailbox });
      else outbound.push(one);
    } else if (resolution.kind === 'unknown-user') invalid.push({ address, why: 'nobody here has this address.' });
    else {
      const why = outboundRefusal(context, address, sizeBytes);
      if (why === null) outbound.push(one);
      else invalid.push({ address, why });
    }
  }
  if (invalid.length > 0) {
    throw new SetRefusal({
      type: 'invalidRecipients',
      invalidRecipients: invalid.map(({ address }) => address),
      description: invalid.map(({ address, why }) => `${address}: ${why}`).join(' '),
    });
  }
  return { recipients, outbound };
}

/** Why mail to another domain would not leave; `null`: it would. */
function outboundRefusal({ http }: MethodContext, address: string, sizeBytes: number): string | null {
  const parsed = parseMailbox(address);
  if (parsed === null) return 'this is no address.';
  switch (http.delivery.outboundRefusal(parsed, sizeBytes)) {
    case null:
      return null;
    case 'no-connector':
      return 'this server does not send to other domains.';
    case 'too-large':
      return 'the message is larger than this server sends to other domains.';
  }
}

function membersOf(address: Address): readonly MailboxAddress[] {
  return address.kind === 'group' ? address.members : [address];
}

function hasField(header: readonly { readonly name: string }[], name: string): boolean {
  return header.some((field) => field.name === name);
}

/** RFC 5322 §3.6.2: who sends for somebody else says so. */
function senderOf(mailbox: Mailbox): Uint8Array {
  const [identity] = ownIdentities(mailbox);
  if (identity === undefined) return new Uint8Array();
  return Buffer.from(`Sender: <${identity.email}>\r\n`, 'utf8');
}

/** RFC 5321 §4.4, with the protocol of RFC 8621's own submissions (RFC 3848's registry has HTTP by later addition). */
function traceField(context: MethodContext): Uint8Array {
  const date = formatDate(new Date(context.http.clock.now()), 0);
  return Buffer.from(`Received: by ${context.http.serverName} (Relais webmail) with HTTP;\r\n\t${date}\r\n`, 'latin1');
}

// RFC 5322 §3.6.3: recipients do not see who got a blind copy; the sender's own copy keeps the field. The final delivery
// writes Return-Path itself (RFC 5321 §4.4), and only servers say what they found out about a sender (RFC 8601 §5).
const notForRecipients = new Set(['bcc', 'return-path', 'authentication-results']);

async function* asSent(
  source: AsyncIterable<Uint8Array>,
  header: readonly { readonly name: string; readonly start: number; readonly end: number }[],
): AsyncGenerator<Uint8Array> {
  const cuts = header.filter((field) => notForRecipients.has(field.name));
  let at = 0;
  for await (const chunk of source) {
    const end = at + chunk.length;
    let from = at;
    for (const cut of cuts) {
      if (cut.end <= from || cut.start >= end) continue;
      if (cut.start > from) yield chunk.subarray(from - at, cut.start - at);
      from = Math.min(cut.end, end);
    }
    if (from < end) yield chunk.subarray(from - at);
    at = end;
  }
}
