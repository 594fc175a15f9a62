import type { ManagementObject } from '@relais/management-contract';
import { readNextHop } from '../../../domain/queue/next-hop.ts';
import type { NextHopQueue, QueueSummary } from '../../../domain/queue/outbound-queue.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** `CAS01\3`; the queue of what no connector covers has a name instead of a number, as in Exchange. */
export function queueIdentity(services: ManagementServices, { id, nextHop }: NextHopQueue): string {
  return `${services.server.name}\\${nextHop === 'unreachable' ? 'Unreachable' : id}`;
}

const deliveryTypes = {
  mailbox: 'SmtpDeliveryToMailbox',
  dns: 'DnsConnectorDelivery',
  'smart-host': 'SmartHostConnectorDelivery',
  unreachable: 'Unreachable',
} as const;

export function queueObject(services: ManagementServices, queue: QueueSummary): ManagementObject {
  const hop = readNextHop(queue.nextHop);
  const guid = 'connector' in hop ? hop.connector : null;
  const connector = services.sendConnectors.list().find(({ Guid }) => Guid === guid);
  const date = (time: number): Date | null => (time === 0 ? null : new Date(time));
  const identity = queueIdentity(services, queue);
  return {
    DeliveryType: deliveryTypes[hop.kind],
    NextHopDomain: nextHopDomain(queue.nextHop, connector?.SmartHosts ?? []),
    NextHopConnector: guid ?? '00000000-0000-0000-0000-000000000000',
    NextHopConnectorName: connector?.Name ?? null,
    Status: queueStatus(services, queue),
    MessageCount: queue.messageCount,
    DeferredMessageCount: queue.deferredCount,
    LastError: queue.lastError,
    RetryCount: queue.attempts,
    LastRetryTime: date(queue.lastAttempt),
    NextRetryTime: queue.attempts > 0 ? date(queue.nextAttempt) : null,
    NextHopCategory: hop.kind === 'mailbox' ? 'Internal' : 'External',
    RiskLevel: 'Normal',
    OutboundIPPool: 0,
    Velocity: 0,
    QueueIdentity: identity,
    Identity: identity,
    IsValid: true,
    ObjectState: 'New',
  };
}

/** Exchange's own queue of what is to be sorted, in which nothing ever waits here. */
export function submissionQueueObject({ server }: ManagementServices): ManagementObject {
  const identity = `${server.name}\\Submission`;
  return {
    DeliveryType: 'Undefined',
    NextHopDomain: 'Submission',
    NextHopConnector: '00000000-0000-0000-0000-000000000000',
    NextHopConnectorName: null,
    Status: 'Ready',
    MessageCount: 0,
    DeferredMessageCount: 0,
    LastError: null,
    RetryCount: 0,
    LastRetryTime: null,
    NextRetryTime: null,
    NextHopCategory: 'Internal',
    RiskLevel: 'Normal',
    OutboundIPPool: 0,
    Velocity: 0,
    QueueIdentity: identity,
    Identity: identity,
    IsValid: true,
    ObjectState: 'New',
  };
}

function queueStatus({ clock }: ManagementServices, queue: QueueSummary): string {
  if (queue.suspended) return 'Suspended';
  if (queue.attempts > 0 && queue.nextAttempt > clock.now()) return 'Retry';
  return queue.messageCount > queue.deferredCount && queue.nextHop !== 'unreachable' ? 'Active' : 'Ready';
}

function nextHopDomain(nextHop: string, smartHosts: readonly string[]): string {
  const hop = readNextHop(nextHop);
  switch (hop.kind) {
    case 'dns':
      return hop.domain;
    case 'smart-host':
      return smartHosts.join(',');
    case 'mailbox':
      return 'mailboxes';
    case 'unreachable':
      return 'Unreachable Domain';
  }
}
