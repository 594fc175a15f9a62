import type { ManagementObject } from '@relais/management-contract';
import { dateOf, isOn, listOf, textOf } from '../server/rows.ts';

const monthMs = 30 * 86_400_000;

/** What it is called: authorities leave the subject empty by now, and its first name stands for it. */
export function subjectOf(row: ManagementObject): string {
  return textOf(row, 'Subject') || (listOf(row, 'CertificateDomains')[0] ?? textOf(row, 'Thumbprint'));
}

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
  if ((dateOf(row, 'NotAfter')?.getTime() ?? 0) < Date.now()) return 'expired';
  if (endsSoon(row)) return 'soon';
  return isOn(row, 'IsSelfSigned') ? 'selfSigned' : 'valid';
}

/** Within a month; a short one, when less is left than at its renewal by ACME, which is a third. As the server's log has it. */
export function endsSoon(row: ManagementObject): boolean {
  const until = dateOf(row, 'NotAfter')?.getTime();
  if (until === undefined) return false;
  const from = dateOf(row, 'NotBefore')?.getTime() ?? 0;
  return until - Date.now() < Math.min(monthMs, (until - from) * 0.3);
}
