import type { SecureText } from '@relais/management-contract';
import { isPasswordLength } from '../../../domain/credentials/password-lengths.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

/** @throws CmdletError for a password that is too easily guessed, or longer than sign-in reads. */
export function requirePassword({ plainText }: SecureText): void {
  if (isPasswordLength(plainText)) return;
  throw new CmdletError({
    id: 'PasswordNotAcceptable',
    category: 'InvalidArgument',
    exception: 'PasswordComplexityException',
    parameter: 'Password',
    text: {
      en: `The password must have 8 to 1024 characters, not ${plainText.length}.`,
      fr: `Le mot de passe doit compter de 8 à 1024 caractères, et non ${plainText.length}.`,
    },
  });
}
