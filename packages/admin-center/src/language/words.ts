import type { KeysOf } from '@relais/browser-frame/language/frame-words.ts';
import { useTranslation } from 'react-i18next';
import type { Texts } from './en.ts';

/** Every key of the texts, as `servers.title`. */
export type TextKey = WithoutPlural<KeysOf<Texts>>;

/** `pending.sessions_one` and `pending.sessions_other` are asked for as `pending.sessions`, with a `count`. */
type WithoutPlural<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

export type Words = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Texts in the current language, by key; a key that does not exist does not compile. */
export function useWords(): Words {
  const { t } = useTranslation();
  return t as unknown as Words;
}
