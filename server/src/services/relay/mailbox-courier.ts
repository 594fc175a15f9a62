import { parseMailbox } from '@relais/smtp-codec';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import { isWrittenHere } from '../../domain/queue/written-here.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Delivery, DeliveryOutcome, Envelope, EnvelopeRecipient } from '../delivery/delivery.ts';
import { tryAgain } from '../delivery/outcomes.ts';
import { refusalStatus } from './refusal-status.ts';
import type { SendResult } from './send-result.ts';

/** Each waits for the disk, and for one of its own: a group of thousands must not hold up everybody's mail for minutes. */
const together = 8;

interface Brought {
  readonly recipient: QueuedRecipient;
  readonly result: SendResult;
}

/**
 * Brings queued mail, which is mostly reports and what groups get, into mailboxes here: some at once, each of which answers
 * for itself, in the order in which they are done. None is begun when `mayGoOn` says no.
 */
export async function* deliverToMailboxes(
  parts: MailboxCourierParts,
  { message, recipients }: QueuedJob,
  mayGoOn: () => boolean,
): AsyncGenerator<Brought> {
  const waiting = [...recipients].toReversed();
  const underway = new Map<number, Promise<Brought>>();
  const begin = (): void => {
    const recipient = mayGoOn() ? waiting.pop() : undefined;
    if (recipient !== undefined) underway.set(recipient.number, bringSafely(parts, message, recipient));
  };
  for (let at = 0; at < together; at += 1) begin();
  try {
    while (underway.size > 0) {
      const brought = await Promise.race(underway.values());
      underway.delete(brought.recipient.number);
      begin();
      yield brought;
    }
  } finally {
    await Promise.all(underway.values());
  }
}

/** What fails with one mailbox takes nothing back from those who have it, and keeps nobody else waiting. */
async function bringSafely(
  parts: MailboxCourierParts,
  message: QueuedJob['message'],
  recipient: QueuedRecipient,
): Promise<Brought> {
  try {
    return { recipient, result: await bring(parts, message, recipient) };
  } catch (cause) {
    parts.log.error('mailbox-not-reached', cause, { message: message.id });
    return { recipient, result: resultOf(recipient.number, tryAgain) };
  }
}

export interface MailboxCourierParts {
  readonly delivery: Delivery;
  readonly queue: Pick<OutboundQueue, 'content'>;
  /** This node: its queue has numbers of its own. */
  readonly server: string;
  readonly log: Log;
}

async function bring(
  parts: MailboxCourierParts,
  message: QueuedJob['message'],
  { number, address, isExpanded, refusal, originalRecipient }: QueuedRecipient,
): Promise<SendResult> {
  if (isExpanded === true) return { number, kind: 'sent', response: '' };
  if (refusal !== undefined)
    return { number, kind: 'failed', status: refusal.status, response: `550 ${refusal.status} ${refusal.text}` };
  const parsed = parseMailbox(address);
  const found = parsed === null ? { kind: 'unknown-user' as const } : parts.delivery.resolve(parsed);
  switch (found.kind) {
    case 'group':
    case 'contact':
      // It became one after the message was queued: its members are queued in its place.
      return resultOf(number, await requeue(parts, message, address));
    case 'mailbox':
      return resultOf(
        number,
        await deliverOne(parts, message, number, { address, mailbox: found.mailbox, originalRecipient }),
      );
    case 'unknown-user':
    case 'other-domain': {
      const response = `550 5.1.1 nobody here has the address ${address}`;
      return { number, kind: 'failed', status: '5.1.1', response };
    }
  }
}

function deliverOne(
  parts: MailboxCourierParts,
  message: QueuedJob['message'],
  number: number,
  recipient: EnvelopeRecipient,
): Promise<DeliveryOutcome> {
  return handOver(parts, message, {
    sender: message.sender,
    recipients: [recipient],
    // Killed before it is settled, it is brought under the same name. The time makes it its own even where numbers begin anew
    // because an old copy of the data was restored.
    fromQueue: { key: message.filedUnder ?? `${parts.server} ${message.id} ${message.arrivedAt} ${number}` },
    authenticatedAs: null,
    ...(isWrittenHere(message) ? { isOurs: true } : {}),
    ...(message.isSuspect === true ? { isSuspect: true } : {}),
    smtpUtf8: message.smtpUtf8,
  });
}

function requeue(parts: MailboxCourierParts, message: QueuedJob['message'], address: string): Promise<DeliveryOutcome> {
  return handOver(parts, message, {
    sender: message.sender,
    recipients: [],
    authenticatedAs: null,
    ...(isWrittenHere(message) ? { isOurs: true } : {}),
    ...(message.isSuspect === true ? { isSuspect: true } : {}),
    smtpUtf8: message.smtpUtf8,
    outbound: {
      recipients: [{ address, notify: null, originalRecipient: null }],
      ret: message.ret,
      envelopeId: message.envelopeId,
      clientAddress: message.clientAddress,
    },
  });
}

async function handOver(
  { delivery, queue }: MailboxCourierParts,
  message: QueuedJob['message'],
  envelope: Envelope,
): Promise<DeliveryOutcome> {
  const underway = await delivery.begin(envelope, new Uint8Array(0), { maxBytes: message.sizeBytes });
  try {
    for await (const chunk of queue.content(message.id)) await underway.write(chunk);
    const [outcome] = await underway.deliver();
    return outcome ?? { kind: 'failed', text: 'nothing was delivered' };
  } finally {
    await underway.discard();
  }
}

function resultOf(number: number, outcome: DeliveryOutcome): SendResult {
  switch (outcome.kind) {
    case 'delivered':
      return { number, kind: 'sent', response: '', ...(outcome.isSecondCopy === true ? { isSecondCopy: true } : {}) };
    case 'failed':
      return { number, kind: 'deferred', status: '4.3.0', response: outcome.text };
    case 'refused': {
      const status = refusalStatus(outcome);
      return { number, kind: 'failed', status, response: `550 ${status} ${outcome.text}` };
    }
  }
}
