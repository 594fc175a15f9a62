import type { ManagementObject } from '@relais/management-contract';
import type { Words } from '../language/words.ts';
import { textOf } from '../server/rows.ts';

/** All queues but Submission, which Exchange's scripts expect and in which nothing ever waits. */
export const queuesOfMail = "DeliveryType -ne 'Undefined'";

/** The state of a queue or of a message in one, in words and as a colour. */
export function queueStatus(
  row: ManagementObject,
  t: Words,
): { readonly text: string; readonly color: 'success' | 'warning' | 'danger' | 'subtle' } {
  const status = textOf(row, 'Status');
  switch (status) {
    case 'Active':
      return { text: t('queues.active'), color: 'success' };
    case 'Ready':
      return { text: t('queues.ready'), color: 'subtle' };
    case 'Retry':
      return { text: t('queues.retrying'), color: 'warning' };
    case 'Suspended':
      return { text: t('queues.suspended'), color: 'danger' };
    default:
      return { text: status, color: 'subtle' };
  }
}
