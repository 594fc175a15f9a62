import { currentLanguage } from '../language/language.ts';

/** A day and time in the language of the pages. */
export function moment(iso: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(currentLanguage() === 'fr' ? 'fr-FR' : 'en-GB', options).format(new Date(iso));
}
