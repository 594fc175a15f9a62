import type { Entry } from './entry.ts';

/** What a look at the store has found changed, by id. */
export class IndexChanges {
  readonly emails = new Map<string, 'created' | 'updated' | 'destroyed'>();
  readonly threads = new Map<string, 'created' | 'updated' | 'destroyed'>();
  readonly mailboxes = new Map<string, 'created' | 'updated' | 'destroyed'>();
  readonly removed = new Map<string, Entry>();
  /** A folder has another name, role or right, and not only other messages. */
  hasShaped = false;

  email(emailId: string, kind: 'created' | 'updated'): void {
    if (!this.emails.has(emailId)) this.emails.set(emailId, kind);
  }

  mailbox(mailboxId: string): void {
    if (!this.mailboxes.has(mailboxId)) this.mailboxes.set(mailboxId, 'updated');
  }

  gone(entry: Entry): void {
    this.removed.set(entry.emailId, entry);
  }
}
