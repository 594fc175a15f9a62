export type Language = 'en' | 'fr';

/** Each language under its own name, so that it is found by those who read it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

let current: Language = 'en';

export function currentLanguage(): Language {
  return current;
}

/** Only `language.ts` says this, which has the texts of that language then. */
export function becomeLanguage(language: Language): void {
  current = language;
}
