import { mailboxDatabaseSettings, quotaDefaults } from '../../../domain/configuration/mailbox-database-settings.ts';
import { quotasOf } from '../../../domain/directory/mailbox-quotas.ts';
import type { QuotaUsage } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import type { HttpContext } from '../../http-context.ts';
import type { UserAccount } from '../user-accounts.ts';

export type QuotaObject = Readonly<Record<string, unknown>> & { readonly name: string; readonly used: number };

/** The quotas of an account (RFC 9425 §4): one, of its size; none when it is unlimited. */
export interface AccountQuotas {
  readonly state: string;
  readonly objects: ReadonlyMap<string, QuotaObject>;
}

/** Not `none`, which push says of an account that is closed. */
const unlimited = 'unlimited';

export async function quotasOfAccount(
  { owner, index }: UserAccount,
  settings: HttpContext['settings'],
): Promise<AccountQuotas> {
  const usage = await usageOf(index.account.quota());
  const quotas = quotasOf(owner, quotaDefaults(settings.effective(mailboxDatabaseSettings)));
  const hardLimit = usage?.sizeLimitBytes ?? quotas.prohibitSendReceiveBytes;
  if (usage === null || hardLimit === null) return { state: unlimited, objects: new Map() };
  const limits = [hardLimit, quotas.issueWarningBytes, quotas.prohibitSendBytes].map((bytes) => bytes ?? 'none');
  const storage = {
    id: 'storage',
    resourceType: 'octets',
    used: usage.sizeBytes,
    hardLimit,
    warnLimit: quotas.issueWarningBytes,
    softLimit: quotas.prohibitSendBytes,
    scope: 'account',
    name: owner.emailAddresses[0] ?? owner.name,
    types: ['Email'],
    description: null,
  };
  return { state: `${usage.sizeBytes}.${limits.join('.')}`, objects: new Map([['storage', storage]]) };
}

/** What became of the one quota between two states; a state is all that there is to know of it. `null`: it is none of ours. */
export function quotaDifference(
  before: string,
  now: string,
): { readonly kind: 'nothing' | 'created' | 'destroyed' | 'used' | 'limits' } | null {
  if (before !== unlimited && !/^\d+(?:\.(?:\d+|none)){3}$/.test(before)) return null;
  if (before === now) return { kind: 'nothing' };
  if (before === unlimited) return { kind: 'created' };
  if (now === unlimited) return { kind: 'destroyed' };
  const limitsOf = (state: string): string => state.slice(state.indexOf('.'));
  return { kind: limitsOf(before) === limitsOf(now) ? 'used' : 'limits' };
}

/** `null`: how full somebody else's mailbox is is none of this user's business. */
function usageOf(asked: Promise<QuotaUsage>): Promise<QuotaUsage | null> {
  return asked.catch((cause: unknown) => {
    if (cause instanceof MailError && cause.code === 'no-permission') return null;
    throw cause;
  });
}
