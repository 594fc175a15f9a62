import { MessageFacts } from '../../domain/queue/message-facts.ts';
import { directionOf } from '../../domain/queue/message-direction.ts';
import type { TrackingEvent } from '../../domain/queue/tracking-log.ts';
import type { Envelope } from './delivery.ts';

/** A message that was refused for what was found about it, as the tracking log has it: FAIL by an AGENT. `by`: what found it. */
export function refusalEvent(
  envelope: Envelope,
  text: string,
  header: Uint8Array,
  totalBytes: number,
  by: string,
): TrackingEvent {
  const facts = new MessageFacts({ headerOnly: true });
  facts.add(header);
  const { subject, internetMessageId } = facts.facts();
  const recipients = [
    ...envelope.recipients.map(({ address }) => address),
    ...(envelope.outbound?.recipients.map(({ address }) => address) ?? []),
  ];
  return {
    eventId: 'FAIL',
    source: 'AGENT',
    internalMessageId: envelope.number ?? null,
    messageId: internetMessageId,
    sender: envelope.sender,
    recipients,
    recipientStatus: recipients.map(() => text),
    messageSubject: subject,
    totalBytes,
    clientIp: envelope.origin?.address ?? null,
    serverHostname: null,
    serverIp: null,
    connectorId: null,
    sourceContext: by,
    returnPath: envelope.sender === '' ? '<>' : envelope.sender,
    directionality: directionOf({
      authenticatedAs: envelope.authenticatedAs?.emailAddresses[0] ?? null,
      isOurs: envelope.isOurs === true,
      isRelay: envelope.outbound?.isRelay === true,
      source: 'SMTP',
    }),
    ...(envelope.clientHostname === undefined ? {} : { clientHostname: envelope.clientHostname }),
  };
}
