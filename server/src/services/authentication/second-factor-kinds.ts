import type { Credentials } from '../../domain/credentials/credentials.ts';

/** Whether a mailbox has a second factor: an authenticator app, or a passkey. Recovery codes alone are none. */
export function hasSecondFactor(credentials: Credentials, mailbox: string): boolean {
  return credentials.of(mailbox, 'totp').length > 0 || credentials.of(mailbox, 'passkey').length > 0;
}
