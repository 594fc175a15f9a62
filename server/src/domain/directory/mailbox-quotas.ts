import type { Mailbox } from './directory.ts';

/** In bytes; `null`: unlimited. */
export interface Quotas {
  readonly issueWarningBytes: number | null;
  readonly prohibitSendBytes: number | null;
  readonly prohibitSendReceiveBytes: number | null;
}

export const noQuotas: Quotas = { issueWarningBytes: null, prohibitSendBytes: null, prohibitSendReceiveBytes: null };

type Owner = Pick<
  Mailbox,
  'issueWarningQuotaBytes' | 'prohibitSendQuotaBytes' | 'prohibitSendReceiveQuotaBytes' | 'otherProperties'
>;

/** Set-Mailbox -UseDatabaseQuotaDefaults; where nobody has said it, a mailbox without quotas of its own uses them. */
export function usesQuotaDefaults(mailbox: Owner): boolean {
  const { UseDatabaseQuotaDefaults: said } = mailbox.otherProperties;
  return typeof said === 'boolean' ? said : hasNoQuota(mailbox);
}

/** What holds for a mailbox: its own quotas, or those of the database. */
export function quotasOf(mailbox: Owner, defaults: Quotas): Quotas {
  if (usesQuotaDefaults(mailbox)) return defaults;
  return {
    issueWarningBytes: mailbox.issueWarningQuotaBytes,
    prohibitSendBytes: mailbox.prohibitSendQuotaBytes,
    prohibitSendReceiveBytes: mailbox.prohibitSendReceiveQuotaBytes,
  };
}

function hasNoQuota({ issueWarningQuotaBytes, prohibitSendQuotaBytes, prohibitSendReceiveQuotaBytes }: Owner): boolean {
  return issueWarningQuotaBytes === null && prohibitSendQuotaBytes === null && prohibitSendReceiveQuotaBytes === null;
}
