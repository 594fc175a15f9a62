import type { SecureText } from '@relais/management-contract';
import { CmdletError } from '../../engine/cmdlet-error.ts';

/** @throws CmdletError for a password that cannot be one: empty, or longer than sign-in reads. */
export function requirePassword({ plainText }: SecureText): void {
  if (plainText.length > 0 && plainText.length <= 1024) return;
  throw new CmdletError({
    id: 'PasswordNotAcceptable',
    category: 'InvalidArgument',
    exception: 'PasswordComplexityException',
    parameter: 'Password',
    text: {
      en: 'The password must have 1 to 1024 characters.',
      fr: 'Le mot de passe doit compter de 1 à 1024 caractères.',
    },
  });
}
