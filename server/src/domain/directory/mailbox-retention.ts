import type { Mailbox } from './directory.ts';

/** In milliseconds and bytes; `null`: unlimited. */
export interface RetentionDefaults {
  readonly retainMs: number;
  readonly quotaBytes: number | null;
}

/** What becomes of a mailbox's deleted messages. */
export interface MailboxRetention extends RetentionDefaults {
  readonly keepsPurged: boolean;
  readonly hold?: { readonly durationMs: number | null };
}

type Owner = Pick<Mailbox, 'otherProperties'>;

/** Set-Mailbox -UseDatabaseRetentionDefaults; where nobody has said it, a mailbox without a time of its own uses them. */
export function usesRetentionDefaults({ otherProperties }: Owner): boolean {
  const { UseDatabaseRetentionDefaults: said, RetainDeletedItemsForMs: own } = otherProperties;
  return typeof said === 'boolean' ? said : typeof own !== 'number';
}

/** What holds for a mailbox: its own time, hold and recovery, or the time of the database. */
export function retentionOf(mailbox: Owner, defaults: RetentionDefaults): MailboxRetention {
  const { RetainDeletedItemsForMs: ownMs, RecoverableItemsQuota: ownQuota } = mailbox.otherProperties;
  const { LitigationHoldEnabled: isHeld, LitigationHoldDurationMs: heldMs } = mailbox.otherProperties;
  return {
    retainMs: usesRetentionDefaults(mailbox) || typeof ownMs !== 'number' ? defaults.retainMs : ownMs,
    quotaBytes: typeof ownQuota === 'number' ? ownQuota : ownQuota === 'Unlimited' ? null : defaults.quotaBytes,
    keepsPurged: mailbox.otherProperties.SingleItemRecoveryEnabled === true,
    ...(isHeld === true ? { hold: { durationMs: typeof heldMs === 'number' ? heldMs : null } } : {}),
  };
}
