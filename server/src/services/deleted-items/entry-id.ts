import type { FolderSummary } from '../../domain/mail/account-store.ts';

/** What an id of a deleted message says: a message of the Deleted Items folder, or a recoverable item. */
export type Entry =
  | { readonly kind: 'message'; readonly mailboxId: string; readonly uid: number }
  | { readonly kind: 'item'; readonly itemId: string };

/** Of a message in a folder. UIDs are given once in a folder, folder ids once in a mailbox. */
export function entryIdOf({ mailboxId }: Pick<FolderSummary, 'mailboxId'>, uid: number): string {
  return `${mailboxId}/${uid}`;
}

/** `null`: it is none. */
export function entryOf(entryId: string): Entry | null {
  const [, mailboxId, uid] = /^(\w+)\/([1-9]\d{0,9})$/.exec(entryId) ?? [];
  if (mailboxId !== undefined && Number(uid) < 2 ** 32) return { kind: 'message', mailboxId, uid: Number(uid) };
  return /^\d+\.\d+\.\d+$/.test(entryId) ? { kind: 'item', itemId: entryId } : null;
}
