import { mailboxDatabaseSettings, quotaDefaults } from '../../../domain/configuration/mailbox-database-settings.ts';
import { quotasOf } from '../../../domain/directory/mailbox-quotas.ts';
import type { QuotaUsage } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 9425 §4.1: one quota, of the account's size; none when it is unlimited. */
export const quotaGet: Method = {
  name: 'Quota/get',
  capability: capabilities.quota,
  run: async (args, context) => {
    const request = readGet(args, context);
    const { owner } = context;
    const usage = await usageOf(context);
    const defaults = quotaDefaults(context.http.settings.effective(mailboxDatabaseSettings));
    const quotas = quotasOf(owner, defaults);
    const hardLimit = usage?.sizeLimitBytes ?? quotas.prohibitSendReceiveBytes;
    const objects = new Map<string, Record<string, unknown>>();
    if (usage !== null && hardLimit !== null) {
      objects.set('storage', {
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
      });
    }
    return getAnswer(request, context, usage === null ? 'none' : `${usage.sizeBytes}-${hardLimit ?? 'none'}`, objects);
  },
};

/** `null`: how full somebody else's mailbox is is none of this user's business. */
function usageOf({ index }: MethodContext): Promise<QuotaUsage | null> {
  return index.account.quota().catch((cause: unknown) => {
    if (cause instanceof MailError && cause.code === 'no-permission') return null;
    throw cause;
  });
}
