import { isPasswordLength, passwordLengths } from '../domain/credentials/password-lengths.ts';
import { UsageError } from './command.ts';

/**
 * Holds RELAIS_ADMIN_PASSWORD against what New-Mailbox asks of a password. Only where it is used, at a first start: later
 * starts ignore it. @throws UsageError that does not repeat it
 */
export function checkAdminPassword(password: string | null): void {
  if (password === null || isPasswordLength(password)) return;
  throw new UsageError(
    `RELAIS_ADMIN_PASSWORD must have ${passwordLengths.least} to ${passwordLengths.most} characters, not ${password.length}; ` +
      'without it a password is made and shown once',
  );
}
