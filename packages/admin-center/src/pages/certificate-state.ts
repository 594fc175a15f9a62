import type { ManagementObject } from '@relais/management-contract';
import { dateOf, isOn, textOf } from '../server/rows.ts';

const soonMs = 30 * 86_400_000;

/** A request that no authority has answered yet. */
export function isPendingRequest(row: ManagementObject): boolean {
  return textOf(row, 'Status') === 'PendingRequest';
}

export function certificateState(
  row: ManagementObject,
): 'pending' | 'notYet' | 'expired' | 'soon' | 'selfSigned' | 'valid' {
  if (isPendingRequest(row)) return 'pending';
  if ((dateOf(row, 'NotBefore')?.getTime() ?? 0) > Date.now()) return 'notYet';
  const left = (dateOf(row, 'NotAfter')?.getTime() ?? 0) - Date.now();
  if (left < 0) return 'expired';
  if (left < soonMs) return 'soon';
  return isOn(row, 'IsSelfSigned') ? 'selfSigned' : 'valid';
}
