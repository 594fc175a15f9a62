import { controlCharacterIn, controlCharacterInLines } from '../../platform/settings/control-characters.ts';
import { DirectoryError } from './directory.ts';

/** `what` is the name of the property, as cmdlets have it. @throws DirectoryError 'address-invalid' */
export function requireOneLine(what: string, text: string): void {
  refuse(what, text, controlCharacterIn(text));
}

/** The same for a text of several lines. */
export function requireLines(what: string, text: string): void {
  refuse(what, text, controlCharacterInLines(text));
}

function refuse(what: string, text: string, found: string | null): void {
  if (found === null) return;
  const shown = JSON.stringify(text.slice(0, 60));
  throw new DirectoryError(
    'address-invalid',
    `${what} must be text without control characters, but ${shown} holds ${found}.`,
    `${what} doit être un texte sans caractère de contrôle, mais ${shown} contient ${found}.`,
    { value: text, property: what },
  );
}
