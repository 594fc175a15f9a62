import type { SecureText } from '@relais/management-contract';
import { CmdletError } from '../../engine/cmdlet-error.ts';

/** @throws CmdletError for a password that is too easily guessed, or longer than sign-in reads. */
export function requirePassword({ plainText }: SecureText): void {
  if (plainText.length >= 8 && plainText.length <= 1024) return;
  throw new CmdletError({
    id: 'PasswordNotAcceptable',
    category: 'InvalidArgument',
    exception: 'PasswordComplexityException',
    parameter: 'Password',
    text: {
      en: `The password has ${plainText.length} characters; it must have 8 to 1024.`,
      fr: `Le mot de passe compte ${plainText.length} caractères ; il doit en compter de 8 à 1024.`,
    },
  });
}
