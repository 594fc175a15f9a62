import { ByteSize } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

/** From the first to be reached to the last. */
const quotas = [
  ['IssueWarningQuota', 'issueWarningQuotaBytes'],
  ['ProhibitSendQuota', 'prohibitSendQuotaBytes'],
  ['ProhibitSendReceiveQuota', 'prohibitSendReceiveQuotaBytes'],
] as const;

/**
 * A warning comes before sending stops, and that before receiving stops. A mailbox whose quotas stand in the wrong
 * order already may be changed otherwise.
 * @throws CmdletError naming the two quotas and their values.
 */
export function requireQuotaOrder(before: Mailbox, after: Mailbox): void {
  if (quotas.every(([, property]) => before[property] === after[property])) return;
  for (const [index, [name, property]] of quotas.entries()) {
    for (const [laterName, laterProperty] of quotas.slice(index + 1)) {
      const [earlier, later] = [after[property], after[laterProperty]];
      // No quota, `null`, is Unlimited. A limit below an unlimited one of an earlier stage merely makes that one idle.
      if (earlier === null || later === null || earlier <= later) continue;
      const [one, other] = [new ByteSize(earlier).toString(), new ByteSize(later).toString()];
      throw new CmdletError({
        id: 'QuotaOrder',
        category: 'InvalidArgument',
        exception: 'DataValidationException',
        parameter: before[property] === earlier ? laterName : name,
        target: before[property] === earlier ? other : one,
        text: {
          en: `${name} (${one}) can't be larger than ${laterName} (${other}). The order is IssueWarningQuota, ProhibitSendQuota, ProhibitSendReceiveQuota, from the smallest to the largest.`,
          fr: `${name} (${one}) ne peut pas dépasser ${laterName} (${other}). L’ordre est IssueWarningQuota, ProhibitSendQuota, ProhibitSendReceiveQuota, du plus petit au plus grand.`,
        },
      });
    }
  }
}
