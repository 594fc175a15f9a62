import type { RecipientResolution } from '../../domain/directory/directory.ts';
import type { DistributionGroup, MailContact, SenderRestrictions } from '../../domain/directory/recipient.ts';
import type { JourneyContext } from './automation/journey-context.ts';
import { outgoingRefusal } from './automation/outgoing-refusal.ts';
import type { DeliveryRefusal, IndirectRecipient, SendingParty } from './delivery.ts';

/** Why this sender cannot write to whoever was found; quotas are asked elsewhere. `null`: he can. */
export function refuseSender(
  context: JourneyContext,
  found: Extract<RecipientResolution, { kind: 'mailbox' }> | IndirectRecipient,
  from: SendingParty,
  sizeBytes: number,
): DeliveryRefusal | null {
  switch (found.kind) {
    case 'mailbox':
      return byRestrictions(context, found.mailbox, from);
    case 'contact':
      return byRestrictions(context, found.contact, from) ?? byReach(context, found.contact, sizeBytes);
    case 'group':
      return byGroup(context, found.group, from, sizeBytes);
  }
}

/** Groups in a group are asked too: otherwise a list that is closed could be written to through an open one. */
function byGroup(
  context: JourneyContext,
  group: DistributionGroup,
  from: SendingParty,
  sizeBytes: number,
): DeliveryRefusal | null {
  const within = new Map([[group.guid, group]]);
  for (const one of within.values()) {
    const refused = byRestrictions(context, one, from) ?? bySize(one, sizeBytes);
    if (refused !== null) return refused;
    for (const guid of one.members) {
      const member = context.directory.findRecipient(guid);
      if (member?.kind === 'group') within.set(member.guid, member);
    }
  }
  if (context.directory.membersOf(group).length > 0) return null;
  return { kind: 'refused', code: 'group-empty', text: 'The group has no members' };
}

function byRestrictions(
  { directory }: JourneyContext,
  { requireSenderAuthentication, acceptMessagesOnlyFrom, rejectMessagesFrom }: SenderRestrictions,
  { address, user, isVouchedFor = false }: SendingParty,
): DeliveryRefusal | null {
  const isRestricted = acceptMessagesOnlyFrom.length > 0 || rejectMessagesFrom.length > 0;
  if (!requireSenderAuthentication && !isRestricted) return null;
  if (requireSenderAuthentication && user === null && !isVouchedFor)
    return {
      kind: 'refused',
      code: 'sender-not-authenticated',
      text: 'Delivery not authorized: only senders of this organization who have signed in may write here',
    };
  // A mailbox proves itself by signing in or by a trusted server; a contact, who cannot, by his address.
  const found = user === null && address !== '' ? directory.findRecipient(address) : null;
  const sender = user?.guid ?? (found !== null && (found.kind === 'contact' || isVouchedFor) ? found.guid : null);
  const isAllowed =
    (acceptMessagesOnlyFrom.length === 0 || (sender !== null && directory.isAmong(acceptMessagesOnlyFrom, sender))) &&
    !(sender !== null && directory.isAmong(rejectMessagesFrom, sender));
  if (isAllowed) return null;
  return { kind: 'refused', code: 'sender-not-allowed', text: 'Delivery not authorized: you may not write here' };
}

function bySize({ maxReceiveSizeBytes: most }: DistributionGroup, sizeBytes: number): DeliveryRefusal | null {
  if (most === null || sizeBytes <= most) return null;
  return { kind: 'refused', code: 'message-too-large', text: `The group takes messages of at most ${most} bytes` };
}

function byReach(context: JourneyContext, contact: MailContact, sizeBytes: number): DeliveryRefusal | null {
  switch (outgoingRefusal(context, contact.externalEmailAddress, sizeBytes)) {
    case null:
      return null;
    case 'too-large':
      return {
        kind: 'refused',
        code: 'message-too-large',
        text: 'The message is larger than what is sent to other domains',
      };
    case 'unknown-user':
    case 'no-connector':
      return { kind: 'refused', code: 'not-reachable', text: 'The contact cannot be reached from this server' };
  }
}
