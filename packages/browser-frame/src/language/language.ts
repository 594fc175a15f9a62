import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'en' | 'fr';

/** Each language under its own name, so that it is found by those who read it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

/** The texts of an application, a language at a time. */
export type TextLoader = Readonly<Record<Language, () => Promise<object>>>;

const storageKey = 'relais.language';
const loadFrame: TextLoader = {
  en: async () => (await import('./texts-en.ts')).frameEn,
  fr: async () => (await import('./texts-fr.ts')).frameFr,
};
let loadWords: TextLoader | undefined;

/** Before the first page: in the language of this browser, until somebody signs in (`followMailboxLanguage`). */
export async function startLanguage(load: TextLoader): Promise<void> {
  loadWords = load;
  const language = rememberedLanguage() ?? browserLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'words',
    resources: {},
    interpolation: { escapeValue: false },
  });
  await showLanguage(language);
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
  if (loadWords === undefined) throw new Error('startLanguage was not called');
  if (!i18next.hasResourceBundle(language, 'words')) {
    const [words, frame] = await Promise.all([loadWords[language](), loadFrame[language]()]);
    i18next.addResourceBundle(language, 'frame', frame);
    i18next.addResourceBundle(language, 'words', words);
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
