import { frenchOf } from './french.ts';

/** RFC 5255: the languages in which this server speaks to people, as their tags are written. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** Words for people in the session's language; what has no translation stays English. As Latin-1 text of wire bytes. */
export function localized(language: Language, text: string): string {
  if (language === 'en') return text;
  return Buffer.from(frenchOf(text), 'utf8').toString('latin1');
}
