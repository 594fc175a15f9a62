import type { StatusItem } from '@relais/imap-codec';
import type { FolderSummary } from '../../domain/mail/account-store.ts';

/** `MESSAGES 3 UIDNEXT 10`, of a folder as the store gives it. */
export function formatStatus(folder: FolderSummary, items: readonly StatusItem[], largestMessageBytes: number): string {
  const { status } = folder;
  const values: Record<StatusItem, () => string> = {
    MESSAGES: () => `${status.messages}`,
    // UIDs in the unseen range may have been expunged meanwhile; no client counts on more than "some" or "none".
    RECENT: () => `${Math.min(status.messages, Math.max(0, status.uidNext - status.firstRecentUid))}`,
    UIDNEXT: () => `${status.uidNext}`,
    UIDVALIDITY: () => `${status.uidValidity}`,
    UNSEEN: () => `${status.unseen}`,
    HIGHESTMODSEQ: () => `${status.highestModSeq}`,
    SIZE: () => `${status.sizeBytes}`,
    DELETED: () => `${status.deleted}`,
    // RFC 9208 §4.1.4: an estimate is allowed; the store counts bytes by folder, not by flag.
    'DELETED-STORAGE': () =>
      `${status.messages === 0 ? 0 : Math.round((status.sizeBytes / status.messages) * status.deleted)}`,
    MAILBOXID: () => `(${folder.mailboxId})`,
    APPENDLIMIT: () => `${largestMessageBytes}`,
  };
  return items.map((item) => `${item} ${values[item]()}`).join(' ');
}
