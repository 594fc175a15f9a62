import type { Flags } from './flags.ts';

/** How long deleted messages are kept, and how much of them. */
export interface RetentionTerms {
  /** RetainDeletedItemsFor; 0 keeps nothing. */
  readonly retainMs: number;
  /** SingleItemRecoveryEnabled: what its owner purges is kept until its time is over. */
  readonly keepsPurged: boolean;
  /** LitigationHoldEnabled: nothing goes before so long, or ever (`null`); absent where there is no hold. */
  readonly hold?: { readonly durationMs: number | null };
  /** RecoverableItemsQuota; `null`: unlimited. */
  readonly quotaBytes: number | null;
  /** RecoverableItemsWarningQuota: who goes beyond it is written down; `null`: nobody. */
  readonly warningBytes: number | null;
}

/** Of a store that was opened without terms: it keeps nothing, and lets nothing go that another kept. */
export const keepsNothing: RetentionTerms = {
  retainMs: 0,
  keepsPurged: false,
  quotaBytes: null,
  warningBytes: null,
};

/** A message that was deleted and is kept (Exchange's Recoverable Items). Dates are milliseconds since 1970. */
export interface RecoverableItem {
  /** Stable while it is kept; never another's in the account. */
  readonly itemId: string;
  readonly deletedAt: number;
  /** Taken away by its owner; kept for administrators only. */
  readonly purged: boolean;
  /** Where it was; the folder may be gone, or have another name by now. */
  readonly folderId: number;
  /** Its whole path then. */
  readonly folderName: string;
  readonly contentId: number;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly messageId: string | null;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly sentDate: number;
  readonly hasAttachments: boolean;
  readonly flags: Flags;
}

export interface RecoverableFilter {
  /** Only these. */
  readonly itemIds?: readonly string[];
  readonly deletedFrom?: number;
  readonly deletedBefore?: number;
  /** In subject, from or to, without regard to case. */
  readonly text?: string;
  readonly folderName?: string;
  /** Default: 'without'. */
  readonly purged?: 'without' | 'with' | 'only';
}

export interface RecoverablePage {
  /** The newest deletion first. */
  readonly items: readonly RecoverableItem[];
  /** `after` of the next page. */
  readonly next: string | null;
  /** Of all pages. */
  readonly total: number;
}

export interface RecoveredItem {
  readonly itemId: string;
  readonly folderId: number;
  readonly folderName: string;
  readonly uid: number;
}

export interface RecoverableUsage {
  /** Without those that were purged. */
  readonly items: number;
  readonly sizeBytes: number;
  readonly purgedItems: number;
  readonly purgedBytes: number;
  readonly oldestDeletedAt: number | null;
  readonly newestDeletedAt: number | null;
}

export interface RecoverOptions {
  readonly folderId?: number;
  /** For administrators: those that their owner purged too; to everybody else they are missing. */
  readonly alsoPurged?: boolean;
}

/** What an account does with deleted messages that are kept. */
export interface RecoverableItems {
  /** Not all in memory; `after` is `next` of the page before. */
  recoverableItems(
    filter: RecoverableFilter,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<RecoverablePage>;
  /**
   * Back into the folder named, or the one each was in, made again where it is gone; all or none. They get new UIDs and
   * are without `\Deleted`. @throws MailError 'over-quota'
   */
  recoverItems(
    itemIds: readonly string[],
    options?: RecoverOptions,
  ): Promise<{ readonly recovered: readonly RecoveredItem[]; readonly missing: readonly string[] }>;
  /** Their owner takes them away: for good, unless single item recovery or a hold keeps them as purged. */
  purgeItems(itemIds: readonly string[]): Promise<{ readonly purged: number; readonly missing: readonly string[] }>;
  recoverableUsage(): Promise<RecoverableUsage>;
}
