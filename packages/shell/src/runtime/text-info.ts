import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** `(Get-Culture).TextInfo`. */
export function textInfo(culture: string): ShellObject {
  return ShellObject.custom({ CultureName: culture, ListSeparator: /^fr/i.test(culture) ? ';' : ',' }, textInfoType);
}

export const textInfoType = 'System.Globalization.TextInfo';

/** As .NET does it: a word in capitals alone is taken for an abbreviation, and stays. */
function titleCase(text: string): string {
  return text.replaceAll(/\p{L}[\p{L}\p{M}'’]*/gu, (word) =>
    word.length > 1 && word === word.toUpperCase() ? word : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  );
}

export const textInfoMethods: Readonly<Record<string, (given: readonly Value[]) => Value>> = {
  ToTitleCase: (given) => titleCase(toText(given[0] ?? null)),
  ToUpper: (given) => toText(given[0] ?? null).toUpperCase(),
  ToLower: (given) => toText(given[0] ?? null).toLowerCase(),
};
