import type { Words } from '../language/words.ts';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';

/** A folder by its path: as the server knows it, and as the reader does. */
export interface NamedFolder {
  readonly name: string;
  readonly shown: string;
}

export function namedFolders(mailboxes: readonly Mailbox[], t: Words): readonly NamedFolder[] {
  const byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  const pathOf = (mailbox: Mailbox, nameOf: (one: Mailbox) => string): string => {
    const parent = mailbox.parentId === null ? undefined : byId.get(mailbox.parentId);
    return parent === undefined ? nameOf(mailbox) : `${pathOf(parent, nameOf)}/${nameOf(mailbox)}`;
  };
  return mailboxes.map((mailbox) => ({
    name: pathOf(mailbox, (one) => one.name),
    shown: pathOf(mailbox, (one) => mailboxName(one, t)),
  }));
}
