import { MessageFacts } from '../../domain/queue/message-facts.ts';
import type { TrackingEvent, TrackingLog } from '../../domain/queue/tracking-log.ts';
import type { Log } from '../../platform/log/log.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope } from './delivery.ts';

/** A delivery that is written down in the message tracking log once it is done. */
export class TrackedDelivery implements DeliveryInProgress {
  private readonly envelope: Envelope;
  private readonly delivery: DeliveryInProgress;
  private readonly tracking: Pick<TrackingLog, 'record'>;
  private readonly log: Log;
  private readonly facts = new MessageFacts({ headerOnly: true });

  constructor(parts: {
    envelope: Envelope;
    delivery: DeliveryInProgress;
    tracking: Pick<TrackingLog, 'record'>;
    log: Log;
  }) {
    this.envelope = parts.envelope;
    this.delivery = parts.delivery;
    this.tracking = parts.tracking;
    this.log = parts.log;
  }

  get sizeBytes(): number {
    return this.delivery.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.facts.add(chunk);
    return this.delivery.write(chunk);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    const { sizeBytes } = this.delivery;
    const outcomes = await this.delivery.deliver();
    // The reply does not wait for it: the message in the mailbox is its own proof.
    this.tracking
      .record(this.events(outcomes, sizeBytes))
      .catch((cause: unknown) => this.log.error('tracking-failed', cause));
    return outcomes;
  }

  discard(): Promise<void> {
    return this.delivery.discard();
  }

  private events(outcomes: readonly DeliveryOutcome[], totalBytes: number): readonly TrackingEvent[] {
    const { sender, recipients, authenticatedAs } = this.envelope;
    const { subject, internetMessageId } = this.facts.facts();
    const told = recipients.map(({ address }, at) => ({ address, outcome: outcomes[at] }));
    const event = (eventId: 'RECEIVE' | 'DELIVER' | 'FAIL', about: typeof told): readonly TrackingEvent[] =>
      about.length === 0
        ? []
        : [
            {
              eventId,
              source: eventId === 'RECEIVE' ? 'SMTP' : 'STOREDRIVER',
              internalMessageId: null,
              messageId: internetMessageId,
              sender,
              recipients: about.map(({ address }) => address),
              recipientStatus: eventId === 'FAIL' ? about.map(({ outcome }) => statusOf(outcome)) : [],
              messageSubject: subject,
              totalBytes,
              clientIp: null,
              serverHostname: null,
              serverIp: null,
              connectorId: null,
              sourceContext: authenticatedAs?.emailAddresses[0] ?? null,
              returnPath: sender === '' ? '<>' : sender,
            },
          ];
    return [
      ...event('RECEIVE', told),
      ...event(
        'DELIVER',
        told.filter(({ outcome }) => outcome?.kind === 'delivered'),
      ),
      ...event(
        'FAIL',
        told.filter(({ outcome }) => outcome?.kind === 'refused'),
      ),
    ];
  }
}

function statusOf(outcome: DeliveryOutcome | undefined): string {
  return outcome === undefined || outcome.kind === 'delivered' ? '' : outcome.text;
}
