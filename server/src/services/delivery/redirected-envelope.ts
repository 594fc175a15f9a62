import type { Directory } from '../../domain/directory/directory.ts';
import type { DeliveryOutcome, Envelope, EnvelopeRecipient, RuledChanges } from './delivery.ts';
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

/** Of each of so many who were named: what went wrong with one of the others comes first. */
export function outcomesOfRedirected(named: number, outcomes: readonly DeliveryOutcome[]): readonly DeliveryOutcome[] {
  const worst = outcomes.find(({ kind }) => kind !== 'delivered') ?? delivered;
  return Array.from({ length: named }, () => worst);
}
