import type { ManagementObject } from '@relais/management-contract';
import { dateOf, isOn, textOf } from '../server/rows.ts';

const soonMs = 30 * 86_400_000;

/** A request that no authority has answered yet. */
export function isPendingRequest(row: ManagementObject): boolean {
  return textOf(row, 'Status') === 'PendingRequest';
}

/** It lies in the folder, and no service can present it. */
export function isUnusable(row: ManagementObject): boolean {
  return textOf(row, 'Status') === 'Invalid';
}

export function certificateState(
  row: ManagementObject,
): 'pending' | 'unusable' | 'notYet' | 'expired' | 'soon' | 'selfSigned' | 'valid' {
  if (isPendingRequest(row)) return 'pending';
  if (isUnusable(row)) return 'unusable';
  if ((dateOf(row, 'NotBefore')?.getTime() ?? 0) > Date.now()) return 'notYet';
  const left = (dateOf(row, 'NotAfter')?.getTime() ?? 0) - Date.now();
  if (left < 0) return 'expired';
  if (left < soonMs) return 'soon';
  return isOn(row, 'IsSelfSigned') ? 'selfSigned' : 'valid';
}
