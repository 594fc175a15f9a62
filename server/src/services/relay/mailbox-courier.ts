import { parseMailbox } from '@relais/smtp-codec';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { Delivery, DeliveryOutcome, Envelope, EnvelopeRecipient } from '../delivery/delivery.ts';
import { refusalStatus } from './refusal-status.ts';
import type { SendResult } from './send-result.ts';

/** Brings queued mail, which is mostly reports, into mailboxes here. */
export async function deliverToMailboxes(
  parts: CourierParts,
  { message, recipients }: QueuedJob,
): Promise<readonly SendResult[]> {
  const results: SendResult[] = [];
  for (const { number, address, isExpanded } of recipients) {
    if (isExpanded === true) {
      results.push({ number, kind: 'sent', response: '' });
      continue;
    }
    const parsed = parseMailbox(address);
    const found = parsed === null ? { kind: 'unknown-user' as const } : parts.delivery.resolve(parsed);
    if (found.kind === 'group' || found.kind === 'contact') {
      // It became one after the message was queued: its members are queued in its place.
      results.push(resultOf(number, await requeue(parts, message, address)));
      continue;
    }
    if (found.kind !== 'mailbox') {
      results.push({
        number,
        kind: 'failed',
        status: '5.1.1',
        response: `550 5.1.1 nobody here has the address ${address}`,
      });
      continue;
    }
    // One by one: each mailbox answers for itself, as nobody waits for one reply.
    const outcome = await deliverOne(parts, message, { address, mailbox: found.mailbox });
    results.push(resultOf(number, outcome));
  }
  return results;
}

interface CourierParts {
  readonly delivery: Delivery;
  readonly queue: Pick<OutboundQueue, 'content'>;
}

function deliverOne(
  parts: CourierParts,
  message: QueuedJob['message'],
  recipient: EnvelopeRecipient,
): Promise<DeliveryOutcome> {
  return handOver(parts, message, {
    sender: message.sender,
    recipients: [recipient],
    isFromQueue: true,
    authenticatedAs: null,
    smtpUtf8: message.smtpUtf8,
  });
}

function requeue(parts: CourierParts, message: QueuedJob['message'], address: string): Promise<DeliveryOutcome> {
  return handOver(parts, message, {
    sender: message.sender,
    recipients: [],
    authenticatedAs: null,
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
  { delivery, queue }: CourierParts,
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
      return { number, kind: 'sent', response: '' };
    case 'failed':
      return { number, kind: 'deferred', status: '4.3.0', response: outcome.text };
    case 'refused': {
      const status = refusalStatus[outcome.code];
      return { number, kind: 'failed', status, response: `550 ${status} ${outcome.text}` };
    }
  }
}
