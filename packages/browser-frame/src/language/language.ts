import { useSyncExternalStore } from 'react';
import { becomeLanguage, currentLanguage, type Language } from './current-language.ts';
import { type Say, sayIn } from './say.ts';

/** The texts of an application, a language at a time. */
export type TextLoader = Readonly<Record<Language, () => Promise<object>>>;

const storageKey = 'relais.language';
const loadFrame: TextLoader = {
  en: async () => (await import('./texts-en.ts')).frameEn,
  fr: async () => (await import('./texts-fr.ts')).frameFr,
};
let loadWords: TextLoader | undefined;

/** What says the texts of an application, and those that stand around its pages. */
interface Speech {
  readonly words: Say;
  readonly frame: Say;
}

const speeches = new Map<Language, Speech>();
let spoken: Speech = { words: (key) => key, frame: (key) => key };
const listeners = new Set<() => void>();

/** The texts in the current language, for what is shown: it is drawn anew in another. */
export function useSpeech(): Speech {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
}

/** The same outside of what is shown, in the language of the moment. */
export function currentSpeech(): Speech {
  return spoken;
}

/** Before the first page: in the language of this browser, until somebody signs in (`followMailboxLanguage`). */
export async function startLanguage(load: TextLoader): Promise<void> {
  loadWords = load;
  await showLanguage(rememberedLanguage() ?? browserLanguage());
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
  let speech = speeches.get(language);
  if (speech === undefined) {
    const [words, frame] = await Promise.all([loadWords[language](), loadFrame[language]()]);
    speech = { words: sayIn(words, language), frame: sayIn(frame, language) };
    speeches.set(language, speech);
  }
  becomeLanguage(language);
  spoken = speech;
  document.documentElement.lang = language;
  for (const listener of listeners) listener();
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
