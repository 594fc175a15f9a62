import type { NewRecipient } from '../../domain/queue/queued-message.ts';
import type { Branch, DeliveryOutcome, Envelope, EnvelopeRecipient } from './delivery.ts';
import { delivered, notStored } from './outcomes.ts';

/** All, in the order of their outcomes. */
export function recipientsOf({ recipients, outbound }: Envelope): readonly (EnvelopeRecipient | NewRecipient)[] {
  return [...recipients, ...(outbound?.recipients ?? [])];
}

/** By whom a message that comes again is known: groups may have others in them then. */
export function namedIn(envelope: Envelope): readonly { readonly address: string }[] {
  return envelope.expanded?.named ?? recipientsOf(envelope);
}

/** Mailboxes that get the message directly, in whichever branch: no group brings it to them again. */
export function directOf({ recipients, whole = recipients }: Envelope): readonly EnvelopeRecipient[] {
  return whole.flatMap((one) => ('mailbox' in one ? [one] : []));
}

/** Of a branch: those whom it does not name itself. */
export function directBeside(envelope: Envelope): readonly EnvelopeRecipient[] {
  const named = new Set(recipientsOf(envelope).map(({ address }) => address));
  const all = directOf(envelope);
  const own = new Set(all.flatMap(({ address, mailbox }) => (named.has(address) ? [mailbox.guid] : [])));
  return all.filter(({ mailbox }) => !own.has(mailbox.guid));
}

/** The envelope without those of its branches. */
export function mainEnvelope(envelope: Envelope): Envelope {
  const { branches = [], ...rest } = envelope;
  const parted = new Set(branches.flatMap(({ places }) => places));
  const { recipients, outbound } = rest;
  return {
    ...rest,
    whole: recipientsOf(envelope),
    recipients: recipients.filter((_, place) => !parted.has(place)),
    ...(outbound === undefined
      ? {}
      : {
          outbound: {
            ...outbound,
            recipients: outbound.recipients.filter((_, place) => !parted.has(recipients.length + place)),
          },
        }),
  };
}

/** The envelope of a branch, all of it for the queue. */
export function branchEnvelope(envelope: Envelope, branch: Branch & { kind: 'changed' | 'refused' }): Envelope {
  const { branches: _, ruled: __, number: ___, ...rest } = envelope;
  const all = recipientsOf(envelope);
  const { alongside: ____, ...outbound } = envelope.outbound ?? {
    ret: null,
    envelopeId: null,
    clientAddress: envelope.origin?.address ?? null,
  };
  const part = {
    ...rest,
    whole: all,
    recipients: [],
    outbound: {
      ...outbound,
      recipients: branch.places.flatMap((place) => {
        const one = all[place];
        if (one === undefined) return [];
        const { mailbox: _, ...recipient } = { mailbox: null, notify: null, originalRecipient: null, ...one };
        return [recipient];
      }),
    },
  };
  return branch.kind === 'changed' ? { ...part, ruled: branch.ruled } : refusedEnvelope(part, branch);
}

/** The same for those who are not to have it. Who writes under a name that looks forged hears nothing of it. */
export function refusedEnvelope(
  envelope: Envelope,
  refusal: { readonly status: string; readonly text: string },
): Envelope {
  const { ruled: _, outbound, ...rest } = envelope;
  if (outbound === undefined) return rest;
  const notify = envelope.isSuspect === true ? { notify: [] } : {};
  const recipients = outbound.recipients.map((one) => ({ ...one, refusal, ...notify }));
  return { ...rest, outbound: { ...outbound, recipients } };
}

/** Which places have a reply of their own: with LMTP all but members of groups, whose group is answered for. */
export function ownAnswers(envelope: Envelope): (place: number) => boolean {
  if (envelope.eachAlone !== true) return () => false;
  const all = recipientsOf(envelope);
  return (place) => {
    const one = all[place];
    return one !== undefined && ('mailbox' in one || one.memberOf === undefined);
  };
}

/** Of all recipients in their order, from those of `mainEnvelope`. */
export function outcomesOf(
  envelope: Envelope,
  branches: readonly Branch[],
  main: readonly DeliveryOutcome[],
): readonly DeliveryOutcome[] {
  const byPlace = new Map(branches.flatMap((branch) => branch.places.map((place) => [place, branch] as const)));
  let next = 0;
  const hasOwnAnswer = ownAnswers(envelope);
  const isOnItsWay = envelope.eachAlone === true || main.every(({ kind }) => kind === 'delivered');
  return recipientsOf(envelope).map((_, place): DeliveryOutcome => {
    const branch = byPlace.get(place);
    if (branch === undefined) return main[next++] ?? notStored;
    if (branch.kind === 'refused' && hasOwnAnswer(place))
      return { kind: 'refused', code: 'sender-not-allowed', text: branch.text, status: branch.status };
    return branch.kind === 'deleted' || isOnItsWay ? delivered : notStored;
  });
}
