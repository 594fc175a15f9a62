import type { Directory } from '../../domain/directory/directory.ts';
import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope, EnvelopeRecipient, RuledChanges } from './delivery.ts';
import { delivered } from './outcomes.ts';

/** The envelope with those of `redirectTo` for its recipients: all or none of them, as they stand for each of these. */
export function redirectedEnvelope(
  directory: Directory,
  envelope: Envelope,
  ruled: RuledChanges,
  { isQueued }: { readonly isQueued: boolean },
): Envelope {
  const { eachAlone: _, outbound, ...kept } = envelope;
  const recipients: EnvelopeRecipient[] = [];
  const others: string[] = [];
  for (const address of ruled.redirectTo ?? []) {
    const found = directory.resolveRecipient(address);
    // What is to be true just when the message waits in the queue needs the queue.
    if (found.kind === 'mailbox' && outbound?.alongside === undefined && !isQueued)
      recipients.push({ address, mailbox: found.mailbox });
    else others.push(address);
  }
  return {
    ...kept,
    ruled: { ...ruled, redirectTo: null },
    recipients,
    outbound: {
      ret: null,
      envelopeId: null,
      clientAddress: envelope.origin?.address ?? null,
      ...outbound,
      recipients: others.map((address) => ({ address, notify: null, originalRecipient: null })),
    },
  };
}

/** A message that others get than those who were named: each of these is told what became of it. */
export class RedirectedDelivery implements DeliveryInProgress {
  readonly #named: number;
  readonly #delivery: DeliveryInProgress;

  /** `named`: how many were. */
  constructor(named: number, delivery: DeliveryInProgress) {
    this.#named = named;
    this.#delivery = delivery;
  }

  get sizeBytes(): number {
    return this.#delivery.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#delivery.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    const outcomes = await this.#delivery.deliver(attempt);
    const worst = outcomes.find(({ kind }) => kind !== 'delivered') ?? delivered;
    return Array.from({ length: this.#named }, () => worst);
  }

  discard(): Promise<void> {
    return this.#delivery.discard();
  }
}
