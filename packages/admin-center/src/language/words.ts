import type { KeysOf } from '@relais/browser-frame/language/frame-words.ts';
import { useTranslation } from 'react-i18next';
import type { Texts } from './en.ts';

/** Every key of the texts, as `servers.title`. */
export type TextKey = KeysOf<Texts>;

export type Words = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Texts in the current language, by key; a key that does not exist does not compile. */
export function useWords(): Words {
  const { t } = useTranslation();
  return t as unknown as Words;
}
