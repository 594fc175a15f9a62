import type { ManagementValue } from '@relais/management-contract';
import { type Conversion, converted, notThisType } from './conversion.ts';

/** `$true`, `$false`, 1, 0; the words true and false, which PowerShell refuses, are understood and remarked on. */
export function convertBoolean(value: ManagementValue): Conversion {
  if (typeof value === 'boolean') return converted(value);
  if (value === 0 || value === 1) return converted(value === 1);
  const word = typeof value === 'string' ? /^\$?(true|false)$/i.exec(value.trim()) : null;
  if (word?.[1] !== undefined) {
    const isTrue = word[1].toLowerCase() === 'true';
    const name = isTrue ? '$true' : '$false';
    return converted(isTrue, {
      en: `"${String(value)}" was taken as ${name}.`,
      fr: `« ${String(value)} » a été compris comme ${name}.`,
    });
  }
  return notThisType(
    'Boolean parameters accept only Boolean values and numbers, such as $true, $false, 1 or 0.',
    'Les paramètres booléens n’acceptent que des valeurs booléennes et des nombres, comme $true, $false, 1 ou 0.',
  );
}
