import { type ManagementObject, TimeSpan } from '@relais/management-contract';
import type { TrackedEvent, TrackingEventId } from '../../../domain/queue/tracking-log.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** What Exchange calls mail, beside its own probes, which are not sent here. */
export const trafficType = 'Email';

/** When a message is where it was to go: into a mailbox here, or to another server, of which no more is known. */
const latencyTypes: { readonly [E in TrackingEventId]?: string } = { DELIVER: 'EndToEnd', SEND: 'LocalServer' };

/** As Get-MessageTrackingLog prints it. */
export function trackingObject(event: TrackedEvent, server: ManagementServices['server']): ManagementObject {
  const isSent = event.eventId === 'SEND';
  const latencyType = event.arrivedAt === undefined ? undefined : latencyTypes[event.eventId];
  // Clocks are put right now and then: nothing arrives after it was delivered.
  const latency =
    latencyType === undefined || event.arrivedAt === undefined
      ? null
      : new TimeSpan(Math.max(0, event.timestamp - event.arrivedAt));
  return {
    Timestamp: new Date(event.timestamp),
    ClientIp: event.clientIp,
    ClientHostname: event.clientHostname ?? (isSent && event.server === server.name ? server.fqdn : null),
    ServerIp: event.serverIp,
    ServerHostname: event.serverHostname ?? event.server,
    SourceContext: event.sourceContext,
    ConnectorId: event.connectorId,
    Source: event.source,
    EventId: event.eventId,
    InternalMessageId: event.internalMessageId,
    MessageId: event.messageId,
    Recipients: event.recipients,
    RecipientStatus: event.recipientStatus,
    TotalBytes: event.totalBytes,
    RecipientCount: event.recipients.length,
    RelatedRecipientAddress: event.relatedRecipientAddress ?? null,
    Reference: event.reference === undefined ? [] : [event.reference],
    MessageSubject: event.messageSubject,
    Sender: event.sender === '' ? '<>' : event.sender,
    ReturnPath: event.returnPath,
    Directionality: event.directionality ?? 'Undefined',
    OriginalClientIp: event.originalClientIp ?? event.clientIp,
    MessageInfo: latency === null || event.arrivedAt === undefined ? null : new Date(event.arrivedAt).toISOString(),
    MessageLatency: latency,
    MessageLatencyType: latencyType ?? 'None',
    EventData: latency === null ? [] : [`[E2ELatency, ${(latency.milliseconds / 1000).toFixed(3)}]`],
    TransportTrafficType: trafficType,
  };
}
