import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Texts } from './en.ts';

export type Language = 'en' | 'fr';

const storageKey = 'relais.language';
const load: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => (await import('./en.ts')).en,
  fr: async () => (await import('./fr.ts')).fr,
};

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: { words: Texts };
  }
}

export async function startLanguage(): Promise<void> {
  const language = rememberedLanguage() ?? browserLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'words',
    resources: { [language]: { words: await load[language]() } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return i18next.language === 'fr' ? 'fr' : 'en';
}

/** Shows everything in `language` from now on and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  rememberLanguage(language);
  await showLanguage(language);
}

/** What this browser speaks before anybody signs in; `null`: as the browser's own settings say. */
export function rememberLanguage(language: string | null): void {
  if (language === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, language);
}

/** The mailbox's own language goes before what this browser was told; without one the browser's stays. */
export async function followMailboxLanguage(language: string | null | undefined): Promise<void> {
  const wanted = language === 'en' || language === 'fr' ? language : (rememberedLanguage() ?? browserLanguage());
  if (wanted !== currentLanguage()) await showLanguage(wanted);
}

async function showLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'words')) {
    i18next.addResourceBundle(language, 'words', await load[language]());
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function rememberedLanguage(): Language | null {
  const stored = localStorage.getItem(storageKey);
  return stored === 'en' || stored === 'fr' ? stored : null;
}

function browserLanguage(): Language {
  for (const tag of navigator.languages) {
    if (tag.toLowerCase().startsWith('fr')) return 'fr';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
