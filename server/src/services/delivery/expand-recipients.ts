import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { DistributionGroup, MailContact } from '../../domain/directory/recipient.ts';
import type { NewRecipient, RoutingStep } from '../../domain/queue/queued-message.ts';
import type { EnvelopeRecipient } from './delivery.ts';

export interface ExpandedRecipients {
  readonly recipients: readonly NewRecipient[];
  /**
   * Which groups gave way to whom, which contacts and rewritten addresses to which address, and who is in a group and has the message already:
   * Exchange's mailbox stores drop the second copy, here there is none.
   */
  readonly steps: readonly RoutingStep[];
}

/**
 * Who the queue writes to: groups give way to their members, contacts to their address elsewhere, nobody is named twice,
 * and whoever gets the message directly is left out.
 */
export function expandRecipients(
  directory: Directory,
  asked: readonly NewRecipient[],
  direct: readonly EnvelopeRecipient[],
): ExpandedRecipients {
  const have = new Set(direct.map(({ mailbox }) => mailbox.guid));
  const expanded = new Map<string, NewRecipient>();
  const walked = new Set<string>();
  const steps: RoutingStep[] = [];
  const add = (recipient: NewRecipient, group: string | null = null): void => {
    if (recipient.refusal !== undefined) {
      expanded.set(recipient.address, recipient);
      return;
    }
    const found = directory.resolveRecipient(recipient.address);
    switch (found.kind) {
      case 'mailbox':
        if (have.has(found.mailbox.guid)) {
          if (group !== null) steps.push({ event: 'DUPLICATEDELIVER', from: group, to: [recipient.address] });
          return;
        }
        have.add(found.mailbox.guid);
        expanded.set(recipient.address, recipient);
        return;
      case 'contact':
        addContact(recipient, found.contact);
        return;
      case 'group':
        addGroup(recipient, found.group);
        return;
      case 'unknown-user':
      case 'other-domain':
        if (!expanded.has(recipient.address)) expanded.set(recipient.address, recipient);
    }
  };
  const addContact = (recipient: NewRecipient, { guid, externalEmailAddress }: MailContact): void => {
    if (walked.has(guid)) return;
    walked.add(guid);
    if (recipient.address.toLowerCase() !== externalEmailAddress.toLowerCase())
      steps.push({ event: 'RESOLVE', from: recipient.address, to: [externalEmailAddress] });
    add({ ...recipient, address: externalEmailAddress });
  };
  const addGroup = (recipient: NewRecipient, group: DistributionGroup): void => {
    if (walked.has(group.guid)) return;
    walked.add(group.guid);
    const members = directory.membersOf(group);
    steps.push({ event: 'EXPAND', from: recipient.address, to: members.flatMap((one) => addressOf(one) ?? []) });
    const { notify } = recipient;
    if (notify?.includes('success')) expanded.set(recipient.address, { ...recipient, isExpanded: true });
    // RFC 3461 §5.2.7.3 (c): of the members nobody hears of successes. Whoever made the list decides who hears of their troubles.
    const ofMembers = group.reportToOriginator ? (notify?.filter((when) => when !== 'success') ?? null) : [];
    // Nor is a submission told of each.
    const { submitted: _, ...one } = recipient;
    for (const member of members) addMember({ ...one, notify: ofMembers }, member, recipient.address);
  };
  const addMember = (recipient: NewRecipient, member: Mailbox | MailContact, group: string): void => {
    if (member.kind === 'contact') return addContact({ ...recipient, address: member.externalEmailAddress }, member);
    const address = addressOf(member);
    if (address !== undefined) add({ ...recipient, address }, group);
  };
  for (const { redirectedFrom, ...recipient } of asked) {
    if (redirectedFrom !== undefined) steps.push({ event: 'REDIRECT', from: redirectedFrom, to: [recipient.address] });
    add(recipient);
  }
  return { recipients: [...expanded.values()], steps };
}

function addressOf(member: Mailbox | MailContact): string | undefined {
  return member.kind === 'contact' ? member.externalEmailAddress : member.emailAddresses[0];
}
