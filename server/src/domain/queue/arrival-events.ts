import type { ContentFacts, NewMessage } from './queued-message.ts';
import { directionOf } from './message-direction.ts';
import type { TrackingEvent, TrackingEventId, TrackingSource } from './tracking-log.ts';

/** What the tracking log says when a message enters the queue: who gave it, and how its recipients came about. */
export function arrivalEvents(
  server: string,
  message: NewMessage,
  id: number,
  facts: ContentFacts,
): readonly TrackingEvent[] {
  const { sender, recipients, source, journey = {}, authenticatedAs } = message;
  const {
    named = recipients.map(({ address }) => address),
    steps = [],
    connector = null,
    reference,
    clientHostname,
  } = journey;
  const event = (
    eventId: TrackingEventId,
    by: TrackingSource,
    addresses: readonly string[],
    more: Partial<TrackingEvent> = {},
  ): TrackingEvent => ({
    eventId,
    source: by,
    internalMessageId: id,
    messageId: facts.internetMessageId,
    sender,
    recipients: addresses,
    recipientStatus: [],
    messageSubject: facts.subject,
    totalBytes: facts.sizeBytes,
    clientIp: message.clientAddress,
    serverHostname: server,
    serverIp: null,
    connectorId: connector,
    sourceContext: authenticatedAs,
    returnPath: sender === '' ? '<>' : sender,
    directionality: directionOf(message),
    ...(clientHostname === undefined ? {} : { clientHostname }),
    ...more,
  });
  if (source === 'DSN') return [event('DSN', 'DSN', named, reference === undefined ? {} : { reference })];
  // A mailbox of this server hands it over: webmail, and nobody who came by SMTP.
  const isSubmitted = source === 'STOREDRIVER' && authenticatedAs !== null;
  return [
    ...(isSubmitted && journey.isBranch !== true ? [event('SUBMIT', source, named)] : []),
    journey.isBranch === true ? event('TRANSFER', 'ROUTING', named) : event('RECEIVE', source, named),
    ...steps.map(({ event: id, from, to }) =>
      event(id, id === 'DUPLICATEDELIVER' ? 'STOREDRIVER' : 'ROUTING', to, { relatedRecipientAddress: from }),
    ),
  ];
}
