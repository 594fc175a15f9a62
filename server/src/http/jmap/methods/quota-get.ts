import { capabilities, type Method } from '../core/method.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 9425 §4.1: one quota, of the account's size; none when it is unlimited. */
export const quotaGet: Method = {
  name: 'Quota/get',
  capability: capabilities.quota,
  run: async (args, context) => {
    const request = readGet(args, context);
    const { sizeBytes, sizeLimitBytes } = await context.index.account.quota();
    const hardLimit = sizeLimitBytes ?? context.caller.mailbox.prohibitSendReceiveQuotaBytes;
    const objects = new Map<string, Record<string, unknown>>();
    if (hardLimit !== null) {
      objects.set('storage', {
        id: 'storage',
        resourceType: 'octets',
        used: sizeBytes,
        hardLimit,
        warnLimit: context.caller.mailbox.issueWarningQuotaBytes,
        softLimit: context.caller.mailbox.prohibitSendQuotaBytes,
        scope: 'account',
        name: context.caller.mailbox.emailAddresses[0] ?? context.caller.mailbox.name,
        types: ['Email'],
        description: null,
      });
    }
    return getAnswer(request, context, `${sizeBytes}-${hardLimit ?? 'none'}`, objects);
  },
};
