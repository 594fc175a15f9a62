import type { Mailbox } from './directory.ts';
import { usesQuotaDefaults } from './mailbox-quotas.ts';

/** In milliseconds and bytes; `null`: unlimited. */
export interface RetentionDefaults {
  readonly retainMs: number;
  readonly quotaBytes: number | null;
  readonly warningBytes: number | null;
}

/** What becomes of a mailbox's deleted messages. */
export interface MailboxRetention extends RetentionDefaults {
  readonly keepsPurged: boolean;
  readonly hold?: { readonly durationMs: number | null };
}

/** What a mailbox without the quotas of the database begins with, as in Exchange. */
export const usualRecoverableBytes = 30 * 1024 ** 3;
export const usualWarningBytes = 20 * 1024 ** 3;

type Owner = Pick<Mailbox, 'otherProperties'>;

/** Set-Mailbox -UseDatabaseRetentionDefaults; where nobody has said it, a mailbox without a time of its own uses them. */
export function usesRetentionDefaults({ otherProperties }: Owner): boolean {
  const { UseDatabaseRetentionDefaults: said, RetainDeletedItemsForMs: own } = otherProperties;
  return typeof said === 'boolean' ? said : typeof own !== 'number';
}

/** Its own quotas, which count where UseDatabaseQuotaDefaults is false. */
export function ownRecoverableQuotas({
  otherProperties,
}: Owner): Pick<RetentionDefaults, 'quotaBytes' | 'warningBytes'> {
  const bytes = (kept: unknown, usual: number): number | null =>
    typeof kept === 'number' ? kept : kept === 'Unlimited' ? null : usual;
  return {
    quotaBytes: bytes(otherProperties.RecoverableItemsQuota, usualRecoverableBytes),
    warningBytes: bytes(otherProperties.RecoverableItemsWarningQuota, usualWarningBytes),
  };
}

/** What holds for a mailbox: its own time, quotas, hold and recovery, or time and quotas of the database. */
export function retentionOf(mailbox: Mailbox, defaults: RetentionDefaults): MailboxRetention {
  const { RetainDeletedItemsForMs: ownMs } = mailbox.otherProperties;
  const { quotaBytes, warningBytes } = usesQuotaDefaults(mailbox) ? defaults : ownRecoverableQuotas(mailbox);
  const { LitigationHoldEnabled: isHeld, LitigationHoldDurationMs: heldMs } = mailbox.otherProperties;
  return {
    retainMs: usesRetentionDefaults(mailbox) || typeof ownMs !== 'number' ? defaults.retainMs : ownMs,
    quotaBytes,
    warningBytes,
    keepsPurged: mailbox.otherProperties.SingleItemRecoveryEnabled === true,
    ...(isHeld === true ? { hold: { durationMs: typeof heldMs === 'number' ? heldMs : null } } : {}),
  };
}
