import type { ManagementObject } from '@relais/management-contract';
import { useRows } from '../server/cmdlets.ts';
import { textOf } from '../server/rows.ts';

/**
 * An object of a list as the server has it now, read by itself: a list that is long is read anew beside what people do
 * (`lookAgain`), and what somebody else changed would be told when it is written over (docs/decisions/0235).
 */
export function useOwnRow(cmdlet: string, row: ManagementObject): ManagementObject {
  const guid = textOf(row, 'Guid');
  const { data } = useRows(cmdlet, { Identity: guid }, { enabled: guid !== '' });
  return data?.[0] ?? row;
}
