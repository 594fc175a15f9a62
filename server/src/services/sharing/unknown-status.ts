import type { FolderStatus } from '../../domain/mail/account-store.ts';

/** Of a folder that is only a name, or that a user may see and not read. */
export const unknownStatus: FolderStatus = {
  uidValidity: 0,
  uidNext: 1,
  highestModSeq: 0,
  messages: 0,
  unseen: 0,
  deleted: 0,
  sizeBytes: 0,
  firstRecentUid: 1,
};
