import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { DistributionGroup, MailContact } from '../../domain/directory/recipient.ts';
import type { NewRecipient, RoutingStep } from '../../domain/queue/queued-message.ts';
import type { EnvelopeRecipient } from './delivery.ts';

export interface ExpandedRecipients {
  readonly recipients: readonly NewRecipient[];
  /** Of each of these the place among those who were asked for. */
  readonly askedAt: readonly number[];
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
  const expanded = new Map<string, { readonly recipient: NewRecipient; readonly at: number }>();
  const walked = new Set<string>();
  /** Groups of which it is told whom they gave way to. */
  const told = new Set<string>();
  const steps: RoutingStep[] = [];
  let at = 0;
  const put = (recipient: NewRecipient): void => void expanded.set(recipient.address, { recipient, at });
  const add = (recipient: NewRecipient): void => {
    if (recipient.refusal !== undefined || recipient.isExpanded === true) return put(recipient);
    const found = directory.resolveRecipient(recipient.address);
    switch (found.kind) {
      case 'mailbox':
        if (have.has(found.mailbox.guid)) {
          const { memberOf: from } = recipient;
          if (from !== undefined) steps.push({ event: 'DUPLICATEDELIVER', from, to: [recipient.address] });
          return;
        }
        have.add(found.mailbox.guid);
        put(recipient);
        return;
      case 'contact':
        addContact(recipient, found.contact);
        return;
      case 'group':
        addGroup(recipient, found.group);
        return;
      case 'unknown-user':
      case 'other-domain':
        if (!expanded.has(recipient.address)) put(recipient);
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
    const within = directory.expansionOf(group);
    for (const { group: one, members } of within) {
      if (told.has(one.guid)) continue;
      told.add(one.guid);
      const from = one.guid === group.guid ? recipient.address : (addressOf(one) ?? '');
      steps.push({ event: 'EXPAND', from, to: members.flatMap((member) => addressOf(member) ?? []) });
    }
    const { notify } = recipient;
    if (notify?.includes('success')) put({ ...recipient, isExpanded: true });
    // RFC 3461 §5.2.7.3 (c): of the members nobody hears of successes. Whoever made the list decides who hears of their troubles.
    const ofMembers = group.reportToOriginator ? (notify?.filter((when) => when !== 'success') ?? null) : [];
    // Nor is a submission told of each.
    const { submitted: _, ...one } = recipient;
    const members = new Set(within.flatMap((each) => each.members));
    for (const member of members)
      if (member.kind !== 'group') addMember({ ...one, notify: ofMembers, memberOf: recipient.address }, member);
  };
  const addMember = (recipient: NewRecipient, member: Mailbox | MailContact): void => {
    if (member.kind === 'contact') return addContact({ ...recipient, address: member.externalEmailAddress }, member);
    const address = addressOf(member);
    if (address !== undefined) add({ ...recipient, address });
  };
  const isGroup = ({ address }: NewRecipient): boolean => directory.resolveRecipient(address).kind === 'group';
  const inOrder = asked.map((recipient, place) => ({
    recipient,
    place,
    isLast: asked.length > 1 && isGroup(recipient),
  }));
  // Whoever is named himself is not a member only: he may have asked for reports.
  for (const { recipient, place } of inOrder.toSorted((one, other) => Number(one.isLast) - Number(other.isLast))) {
    const { redirectedFrom, ...rest } = recipient;
    if (redirectedFrom !== undefined) steps.push({ event: 'REDIRECT', from: redirectedFrom, to: [rest.address] });
    at = place;
    add(rest);
  }
  const found = [...expanded.values()];
  return { recipients: found.map(({ recipient }) => recipient), askedAt: found.map((one) => one.at), steps };
}

function addressOf(member: Mailbox | MailContact | DistributionGroup): string | undefined {
  return member.kind === 'contact' ? member.externalEmailAddress : member.emailAddresses[0];
}
