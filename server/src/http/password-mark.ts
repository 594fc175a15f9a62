import { createHash } from 'node:crypto';

/** Tells two passwords' stored forms apart without keeping either; keys derived for SCRAM beside the hash do not count. */
export function passwordMark(passwordHash: string | null): string {
  return createHash('sha256')
    .update((passwordHash ?? '').split(' ')[0] ?? '')
    .digest('base64url');
}
