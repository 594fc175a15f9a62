import { frenchOf } from './french.ts';

/** RFC 5255: the languages in which this server speaks to people, as their tags are written. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** Words for people in the session's language; what has no translation stays English. */
export function localized(language: Language, text: string): string {
  return language === 'en' ? text : frenchOf(text);
}
