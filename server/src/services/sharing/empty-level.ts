import type { FolderSummary } from '../../domain/mail/account-store.ts';
import { unknownStatus } from './unknown-status.ts';

/** `Other Users` and `Other Users/alice@example.test`: names that only lead on to folders (RFC 9051 \Noselect). */
export function emptyLevel(name: string, number: number): FolderSummary {
  return {
    folderId: -1 - number,
    mailboxId: '',
    name,
    specialUse: null,
    sortOrder: null,
    subscribed: false,
    hasChildren: true,
    selectable: false,
    hidden: false,
    status: unknownStatus,
  };
}
