import { flagBits } from '../../../domain/mail/flags.ts';

/** One message in one folder. An Email (RFC 8621 §4) is all entries with the same emailId. */
export interface Entry {
  readonly folderId: number;
  readonly uid: number;
  readonly emailId: string;
  readonly threadId: string;
  readonly contentId: number;
  readonly sizeBytes: number;
  readonly receivedAt: number;
  bits: number;
  keywords: readonly string[];
  /** Undefined until a query asked for it; a message never changes it. */
  hasAttachment?: boolean;
}

/** Messages marked \Deleted are not visible (RFC 8621 §4.1.1). */
export function isVisible(entry: Entry): boolean {
  return (entry.bits & flagBits.deleted) === 0;
}

/** What never changes of it, as the store gives it. */
export function entryOf(
  folderId: number,
  row: {
    readonly uid: number;
    readonly emailId: string;
    readonly threadId: string;
    readonly contentId: number;
    readonly sizeBytes: number;
    readonly internalDate: number;
  },
): Omit<Entry, 'bits' | 'keywords'> {
  return {
    folderId,
    uid: row.uid,
    emailId: row.emailId,
    threadId: row.threadId,
    contentId: row.contentId,
    sizeBytes: row.sizeBytes,
    receivedAt: row.internalDate,
  };
}
