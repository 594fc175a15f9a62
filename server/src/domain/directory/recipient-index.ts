import { NamedIndex, nameKey } from './named-index.ts';
import type { MailContact, MailboxlessUser, OtherRecipient } from './recipient.ts';

/** Groups, contacts and accounts without a mailbox in memory. */
export class RecipientIndex extends NamedIndex<OtherRecipient> {
  private readonly contactsElsewhere = new Map<string, readonly MailContact[]>();
  private readonly usersByLogonName = new Map<string, readonly MailboxlessUser[]>();

  /** Who has his mailbox elsewhere under that address, normalised; of several the first by name. */
  contactElsewhere(address: string): MailContact | undefined {
    return this.contactsElsewhere.get(address)?.[0];
  }

  /** An account without a mailbox, by its SAM account name or, where `orPrincipal`, its user principal name. */
  withoutMailbox(name: string, { orPrincipal }: { readonly orPrincipal: boolean }): MailboxlessUser | undefined {
    const key = nameKey(name);
    return this.usersByLogonName
      .get(key)
      ?.find(({ mailbox }) => orPrincipal || nameKey(mailbox.samAccountName) === key);
  }

  protected override add(recipient: OtherRecipient): void {
    super.add(recipient);
    if (recipient.kind === 'contact') addTo(this.contactsElsewhere, recipient.externalEmailAddress, recipient);
    if (recipient.kind === 'mailboxless')
      for (const name of logonNames(recipient)) addTo(this.usersByLogonName, name, recipient);
  }

  protected override remove(known: OtherRecipient): void {
    super.remove(known);
    if (known.kind === 'contact') takeFrom(this.contactsElsewhere, known.externalEmailAddress, known);
    if (known.kind === 'mailboxless')
      for (const name of logonNames(known)) takeFrom(this.usersByLogonName, name, known);
  }
}

function logonNames({ mailbox }: MailboxlessUser): ReadonlySet<string> {
  return new Set([nameKey(mailbox.samAccountName), nameKey(mailbox.userPrincipalName)]);
}

function addTo<T extends OtherRecipient>(map: Map<string, readonly T[]>, key: string, recipient: T): void {
  const before = map.get(key);
  const all = before === undefined ? [recipient] : [...before, recipient];
  map.set(
    key,
    all.toSorted((one, other) => (nameKey(one.name) < nameKey(other.name) ? -1 : 1)),
  );
}

function takeFrom<T>(map: Map<string, readonly T[]>, key: string, known: T): void {
  const left = map.get(key)?.filter((one) => one !== known) ?? [];
  if (left.length === 0) map.delete(key);
  else map.set(key, left);
}
