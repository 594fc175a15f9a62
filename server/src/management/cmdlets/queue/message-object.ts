import { ByteSize, type ManagementObject } from '@relais/management-contract';
import type { NextHopQueue } from '../../../domain/queue/outbound-queue.ts';
import type { QueuedJob, QueuedRecipient } from '../../../domain/queue/queued-message.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { queueIdentity } from './queue-object.ts';

/** A message in one queue: `CAS01\3\17`. */
export function messageObject(
  services: ManagementServices,
  { message, recipients }: QueuedJob,
  options: { readonly withRecipients: boolean },
): ManagementObject {
  const [first] = recipients;
  const hop = services.queue.hop(first?.nextHop ?? '');
  const queue = hop === null ? `${services.server.name}\\?` : queueIdentity(services, hop);
  const lastError = recipients.map((recipient) => recipient.lastError).find((error) => error !== null);
  return {
    Subject: message.subject,
    InternetMessageId: message.internetMessageId,
    FromAddress: message.sender === '' ? '<>' : message.sender,
    Status: statusOf(services, message.suspended, hop, recipients),
    Size: new ByteSize(message.sizeBytes),
    MessageSourceName: message.source,
    SourceIP: message.clientAddress ?? '255.255.255.255',
    SCL: -1,
    DateReceived: new Date(message.arrivedAt),
    ExpirationTime: new Date(message.expiresAt),
    LastError: lastError ?? hop?.lastError ?? null,
    RetryCount: Math.max(0, ...recipients.map(({ attempts }) => attempts)),
    Priority: message.priority,
    Queue: queue,
    Recipients: options.withRecipients ? recipients.map(({ address }) => address) : [],
    RecipientCount: recipients.length,
    Identity: `${queue}\\${message.id}`,
    IsValid: true,
    ObjectState: 'New',
  };
}

function statusOf(
  { clock }: ManagementServices,
  suspended: boolean,
  hop: NextHopQueue | null,
  recipients: readonly QueuedRecipient[],
): string {
  if (suspended) return 'Suspended';
  // A message waits for its own time, or with its queue for the next connection.
  const queueRetries = hop !== null && hop.attempts > 0 && hop.nextAttempt > clock.now();
  if (queueRetries || recipients.every(({ nextAttempt }) => nextAttempt > clock.now())) return 'Retry';
  return hop?.suspended === true || recipients[0]?.nextHop === 'unreachable' ? 'Ready' : 'Active';
}
