import type { MailboxFilter, NotifyGroup } from '@relais/imap-codec';
import { namespaces } from '../../services/sharing/others-mailboxes.ts';
import { watchedName } from './watched-name.ts';

/** Which events a client has asked for, mailbox by mailbox (RFC 5465 §6). Empty: NOTIFY NONE. */
export class NotifyGroups {
  readonly #groups: readonly NotifyGroup[];
  /** What is told of the selected mailbox, whatever other groups say of its name (RFC 5465 §3.1). */
  readonly ofSelected: NotifyGroup | undefined;

  constructor(groups: readonly NotifyGroup[]) {
    this.#groups = groups.map((group) => ({ ...group, mailboxes: canonical(group.mailboxes) }));
    this.ofSelected = groups.find(({ mailboxes }) => isSelectedFilter(mailboxes));
  }

  get areNone(): boolean {
    return this.#groups.length === 0;
  }

  /** Whether any mailbox is watched for it. */
  want(event: string): boolean {
    return this.#groups.some(({ events }) => events.includes(event));
  }

  /** RFC 5465 §6: several groups may speak of one mailbox; their events add up. */
  eventsFor(name: string, isSubscribed: boolean): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { mailboxes, events } of this.#groups)
      if (covers(mailboxes, name, isSubscribed)) for (const event of events) found.add(event);
    return found;
  }
}

export function isSelectedFilter({ filter }: MailboxFilter): boolean {
  return filter === 'selected' || filter === 'selected-delayed';
}

function canonical(filter: MailboxFilter): MailboxFilter {
  if (!('mailboxes' in filter)) return filter;
  return { ...filter, mailboxes: filter.mailboxes.map(watchedName) };
}

function covers(filter: MailboxFilter, name: string, isSubscribed: boolean): boolean {
  switch (filter.filter) {
    case 'selected':
    case 'selected-delayed':
      return false;
    case 'personal':
      // RFC 5465 §6.2: not the mailboxes of others.
      return !Object.values(namespaces).some((prefix) => `${name}/`.startsWith(prefix));
    case 'inboxes':
      return name === 'INBOX';
    case 'subscribed':
      return isSubscribed;
    case 'mailboxes':
      return filter.mailboxes.includes(name);
    case 'subtree':
      // RFC 5465 §6.5: the mailbox and what is below it; below '' is everything.
      return filter.mailboxes.some((root) => root === '' || name === root || name.startsWith(`${root}/`));
  }
}
