import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { MailContact } from '../../domain/directory/recipient.ts';
import type { NewRecipient } from '../../domain/queue/queued-message.ts';
import type { EnvelopeRecipient } from './delivery.ts';

/**
 * Who the queue writes to: groups give way to their members, contacts to their address elsewhere, nobody is named twice,
 * and whoever gets the message directly is left out.
 */
export function expandRecipients(
  directory: Directory,
  asked: readonly NewRecipient[],
  direct: readonly EnvelopeRecipient[],
): readonly NewRecipient[] {
  const have = new Set(direct.map(({ mailbox }) => mailbox.guid));
  const expanded = new Map<string, NewRecipient>();
  const walked = new Set<string>();
  const add = (recipient: NewRecipient): void => {
    const found = directory.resolveRecipient(recipient.address);
    switch (found.kind) {
      case 'mailbox':
        if (have.has(found.mailbox.guid)) return;
        have.add(found.mailbox.guid);
        expanded.set(recipient.address, recipient);
        return;
      case 'contact':
        if (walked.has(found.contact.guid)) return;
        walked.add(found.contact.guid);
        add(asContact(recipient, found.contact));
        return;
      case 'group':
        if (walked.has(found.group.guid)) return;
        walked.add(found.group.guid);
        for (const member of directory.membersOf(found.group)) {
          // RFC 3461 §5.2.7: whoever made the list decides who hears of its members' troubles.
          const notify = found.group.reportToOriginator ? recipient.notify : [];
          addMember({ ...recipient, notify, originalRecipient: recipient.originalRecipient }, member);
        }
        return;
      case 'unknown-user':
      case 'other-domain':
        if (!expanded.has(recipient.address)) expanded.set(recipient.address, recipient);
    }
  };
  const addMember = (recipient: NewRecipient, member: Mailbox | MailContact): void => {
    if (member.kind !== 'contact') {
      const [address] = member.emailAddresses;
      if (address !== undefined) add({ ...recipient, address });
      return;
    }
    if (walked.has(member.guid)) return;
    walked.add(member.guid);
    add(asContact(recipient, member));
  };
  for (const recipient of asked) add(recipient);
  return [...expanded.values()];
}

function asContact(recipient: NewRecipient, { externalEmailAddress }: MailContact): NewRecipient {
  return { ...recipient, address: externalEmailAddress };
}
