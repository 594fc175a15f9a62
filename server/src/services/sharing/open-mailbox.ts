import { MailboxView } from './mailbox-view.ts';
import { OthersMailboxes, type SharingParts } from './others-mailboxes.ts';

/** Opens mailboxes as their users see them. */
export interface Mailboxes {
  /** The user's own mailbox together with what others have opened to him. `close` it when its session ends. */
  open(user: string): Promise<OpenMailbox>;
}

export interface OpenMailbox {
  readonly view: MailboxView;
  close(): void;
}

export function createMailboxes(parts: SharingParts): Mailboxes {
  return {
    async open(user) {
      const own = await parts.mailStore.account(user);
      const others = new OthersMailboxes(parts, user);
      return { view: new MailboxView(own, others), close: () => others.close() };
    },
  };
}
