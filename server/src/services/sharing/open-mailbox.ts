import { MailboxView } from './mailbox-view.ts';
import { OthersMailboxes, type SharedMailbox, type SharingParts } from './others-mailboxes.ts';

/** Opens mailboxes as their users see them. */
export interface Mailboxes {
  /** The user's own mailbox together with what others have opened to him. `close` it when its session ends. */
  open(user: string): Promise<OpenMailbox>;
}

export interface OpenMailbox {
  /** One tree of names over all of them: IMAP's way of looking. */
  readonly view: MailboxView;
  /** The mailboxes of others in which something may be open to him, each for itself: JMAP's way (an account each). */
  others(): Promise<readonly SharedMailbox[]>;
  close(): void;
}

export function createMailboxes(parts: SharingParts): Mailboxes {
  return {
    async open(user) {
      const own = await parts.mailStore.account(user);
      const others = new OthersMailboxes(parts, user);
      return { view: new MailboxView(own, others), others: () => others.all(), close: () => others.close() };
    },
  };
}
