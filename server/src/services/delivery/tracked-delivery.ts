import { MessageFacts } from '../../domain/queue/message-facts.ts';
import { directionOf } from '../../domain/queue/message-direction.ts';
import type { TrackingEvent, TrackingEventId, TrackingLog, TrackingSource } from '../../domain/queue/tracking-log.ts';
import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { RoutingStep } from '../../domain/queue/queued-message.ts';
import type { Log } from '../../platform/log/log.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope } from './delivery.ts';

/** Whom the sender named, those in other domains too, and what became of groups that left nobody for the queue. */
export interface Arrival {
  readonly named: readonly string[];
  readonly steps: readonly RoutingStep[];
}

/** A delivery that is written down in the message tracking log once it is done. */
export class TrackedDelivery implements DeliveryInProgress {
  private readonly envelope: Envelope;
  private readonly delivery: DeliveryInProgress;
  private readonly tracking: Pick<TrackingLog, 'record'>;
  private readonly log: Log;
  private readonly arrival: Arrival | null;
  private readonly facts = new MessageFacts({ headerOnly: true });

  constructor(parts: {
    envelope: Envelope;
    delivery: DeliveryInProgress;
    tracking: Pick<TrackingLog, 'record'>;
    log: Log;
    /** `null`: the queue tells of it, as part of the message goes there. */
    arrival: Arrival | null;
  }) {
    this.envelope = parts.envelope;
    this.delivery = parts.delivery;
    this.tracking = parts.tracking;
    this.log = parts.log;
    this.arrival = parts.arrival;
  }

  get sizeBytes(): number {
    return this.delivery.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.facts.add(chunk);
    return this.delivery.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    const { sizeBytes } = this.delivery;
    const outcomes = await this.delivery.deliver(attempt);
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
    const { sender, recipients, authenticatedAs, outbound, number = null, connector = null } = this.envelope;
    const { clientHostname, arrivedAt, isOurs = false } = this.envelope;
    const clientIp = outbound?.clientAddress ?? null;
    const from = authenticatedAs !== null && clientIp === null ? 'STOREDRIVER' : 'SMTP';
    const directionality = directionOf({
      authenticatedAs: authenticatedAs?.emailAddresses[0] ?? null,
      isOurs,
      isRelay: outbound?.isRelay === true,
      source: from,
    });
    const { subject, internetMessageId } = this.facts.facts();
    const event = (
      eventId: TrackingEventId,
      source: TrackingSource,
      about: readonly string[],
      more: Partial<TrackingEvent> = {},
    ): readonly TrackingEvent[] =>
      about.length === 0
        ? []
        : [
            {
              eventId,
              source,
              internalMessageId: number,
              messageId: internetMessageId,
              sender,
              recipients: about,
              recipientStatus: [],
              messageSubject: subject,
              totalBytes,
              clientIp,
              serverHostname: null,
              serverIp: null,
              connectorId: connector,
              sourceContext: authenticatedAs?.emailAddresses[0] ?? null,
              returnPath: sender === '' ? '<>' : sender,
              directionality,
              ...more,
            },
          ];
    const { named = [], steps = [] } = this.arrival ?? {};
    const told = recipients.map(({ address, mailbox }, at) => ({
      guid: mailbox.guid,
      typed: address,
      // Who looks for a mailbox by its first address finds all of its mail.
      address: mailbox.emailAddresses[0] ?? address,
      outcome: outcomes[at],
    }));
    const delivered = told.filter(({ outcome }) => outcome?.kind === 'delivered');
    // Named once, and brought before by an attempt that broke off: as who is named twice.
    const isFirst = ({ guid, outcome }: (typeof told)[number], at: number): boolean =>
      delivered.findIndex((one) => one.guid === guid) === at && !(outcome?.kind === 'delivered' && outcome.wasThere);
    const refused = told.filter(({ outcome }) => outcome?.kind === 'refused');
    const since = arrivedAt === undefined ? {} : { arrivedAt };
    const caller = clientHostname === undefined ? {} : { clientHostname };
    return [
      ...(from === 'STOREDRIVER' ? event('SUBMIT', from, named, caller) : []),
      ...event('RECEIVE', from, named, caller),
      ...told
        .filter(({ typed, address }) => typed.toLowerCase() !== address.toLowerCase())
        .flatMap(({ typed, address }) => event('RESOLVE', 'ROUTING', [address], { relatedRecipientAddress: typed })),
      ...steps
        .filter((step) => step.event !== 'DUPLICATEDELIVER')
        .flatMap((step) => event(step.event, 'ROUTING', step.to, { relatedRecipientAddress: step.from })),
      ...event(
        'DELIVER',
        'STOREDRIVER',
        delivered.filter(isFirst).map(({ address }) => address),
        since,
      ),
      ...event(
        'DUPLICATEDELIVER',
        'STOREDRIVER',
        delivered.filter((one, at) => !isFirst(one, at)).map(({ address }) => address),
        since,
      ),
      ...steps
        .filter(
          ({ event: id, to }) => id === 'DUPLICATEDELIVER' && delivered.some(({ address }) => to.includes(address)),
        )
        .flatMap((step) => event(step.event, 'STOREDRIVER', step.to, { relatedRecipientAddress: step.from })),
      ...event(
        'FAIL',
        'STOREDRIVER',
        refused.map(({ address }) => address),
        { recipientStatus: refused.map(({ outcome }) => statusOf(outcome)), ...since },
      ),
    ];
  }
}

function statusOf(outcome: DeliveryOutcome | undefined): string {
  return outcome === undefined || outcome.kind === 'delivered' ? '' : outcome.text;
}
