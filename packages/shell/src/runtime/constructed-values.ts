import { Credential, SecureText, TimeSpan } from '@relais/management-contract';
import { toNumber } from './convert-number.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** Of ticks, of hours, minutes and seconds, or of these after days. */
export function newTimeSpan(given: readonly Value[]): TimeSpan {
  const parts = given.map((item) => toNumber(item));
  const [days, hours, minutes, seconds] = parts.length === 4 ? parts : [0, ...parts];
  if (parts.length === 1) return new TimeSpan((parts[0] ?? 0) / 10_000);
  return new TimeSpan(((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000);
}

/** @throws OperationError when the password is no SecureString. */
export function newCredential(given: readonly Value[]): Credential {
  const password = given[1] ?? null;
  if (password instanceof SecureText) return new Credential(toText(given[0] ?? null), password);
  throw operationError(
    'InvalidCredential',
    'A credential is made of a user name and a SecureString (ConvertTo-SecureString).',
    'InvalidArgument',
  );
}
