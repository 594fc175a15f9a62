import type { FolderSummary } from '../../domain/mail/account-store.ts';

/** `Other Users` and `Other Users/alice@example.test`: names that only lead on to folders (RFC 9051 \Noselect). */
export function emptyLevel(name: string, number: number): FolderSummary {
  return {
    folderId: -1 - number,
    mailboxId: '',
    name,
    specialUse: null,
    subscribed: false,
    hasChildren: true,
    selectable: false,
    hidden: false,
    status: {
      uidValidity: 0,
      uidNext: 1,
      highestModSeq: 0,
      messages: 0,
      unseen: 0,
      deleted: 0,
      sizeBytes: 0,
      firstRecentUid: 1,
    },
  };
}
