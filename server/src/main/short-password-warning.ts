import { passwordLengths } from '../domain/credentials/password-lengths.ts';

/**
 * A sentence where RELAIS_ADMIN_PASSWORD is shorter than New-Mailbox lets a password be, else null. It is taken all the same: scripts
 * that set a server up have their passwords, and whoever reads its output is told.
 */
export function shortPasswordWarning(password: string | undefined): string | null {
  if (!password || password.length >= passwordLengths.least) return null;
  return (
    `RELAIS_ADMIN_PASSWORD is short (${password.length}) and quickly guessed; ` +
    `give the administrator one of at least ${passwordLengths.least}: Set-Mailbox administrator -Password`
  );
}
