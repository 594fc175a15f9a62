import { useSpeech } from '@relais/browser-frame/language/language.ts';
import type { KeysOf, Say } from '@relais/browser-frame/language/say.ts';
import type { Texts } from './en.ts';

/** Every key of the texts, as `servers.title`. */
export type TextKey = KeysOf<Texts>;

export type Words = Say<TextKey>;

/** Texts in the current language, by key; a key that does not exist does not compile. */
export function useWords(): Words {
  return useSpeech().words;
}
