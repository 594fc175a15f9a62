import type { Directory } from '../../domain/directory/directory.ts';
import { recipientsOf } from './branch-envelopes.ts';
import type { DeliveryOutcome, Envelope, Expansion } from './delivery.ts';
import { expandRecipients } from './expand-recipients.ts';
import { delivered } from './outcomes.ts';

/** Whom an envelope with groups is for; `undefined`: it names none, or none with members. */
export function expansionOf(directory: Directory, { recipients, outbound }: Envelope): Expansion | undefined {
  const asked = outbound?.recipients ?? [];
  const isOther = ({ address }: { readonly address: string }): boolean => {
    const { kind } = directory.resolveRecipient(address);
    return kind === 'group' || kind === 'contact';
  };
  if (!asked.some(isOther)) return undefined;
  const { recipients: members, askedAt, steps } = expandRecipients(directory, asked, recipients);
  if (members.length === 0) return undefined;
  const byPlace = Map.groupBy(members.keys(), (at) => askedAt[at]);
  return {
    recipients: members,
    places: [
      ...recipients.map((_, place) => [place]),
      ...asked.map((_, at) => (byPlace.get(at) ?? []).map((member) => recipients.length + member)),
    ],
    steps,
  };
}

/** The envelope with members in place of groups. */
export function expandedEnvelope(envelope: Envelope, { recipients, steps }: Expansion): Envelope {
  const { expansion: _, outbound, ...rest } = envelope;
  if (outbound === undefined) return rest;
  const named = recipientsOf(envelope).map((one) => ({
    address: ('redirectedFrom' in one ? one.redirectedFrom : undefined) ?? one.address,
  }));
  return { ...rest, outbound: { ...outbound, recipients }, expanded: { named, steps } };
}

/** Of each who is named, from those of all who stand for him: what went wrong with one of these comes first. */
export function outcomesOfNamed(
  { places }: Expansion,
  outcomes: readonly DeliveryOutcome[],
): readonly DeliveryOutcome[] {
  const isBad = (outcome: DeliveryOutcome | undefined): boolean =>
    outcome !== undefined && outcome.kind !== 'delivered';
  return places.map((own) => outcomes[own.find((place) => isBad(outcomes[place])) ?? -1] ?? delivered);
}
