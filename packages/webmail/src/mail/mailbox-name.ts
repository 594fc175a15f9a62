import type { Words } from '../language/words.ts';
import type { Mailbox } from './mail-types.ts';

type Translate = Words;
const named = ['inbox', 'drafts', 'sent', 'trash', 'junk', 'archive'] as const;

/** The mailbox's own folders have names in the reader's language, the others their own. */
export function mailboxName(mailbox: Mailbox, t: Translate): string {
  const role = named.find((name) => name === mailbox.role);
  return role === undefined ? mailbox.name : t(`mail.names.${role}`);
}
