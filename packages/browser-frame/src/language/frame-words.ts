import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { FrameTexts } from './texts-en.ts';

/** Every key of a tree of texts, as `signIn.title`: two levels, for a recursive type would be too deep for the compiler. */
export type KeysOf<T> = {
  [Area in keyof T & string]: T[Area] extends string ? Area : `${Area}.${keyof T[Area] & string}`;
}[keyof T & string];

/** The texts of this package in the current language, by key; a key that does not exist does not compile. */
export function useFrameWords(): (key: KeysOf<FrameTexts>, values?: Readonly<Record<string, string>>) => string {
  const { t } = useTranslation('frame' as never);
  return t as unknown as ReturnType<typeof useFrameWords>;
}

/** The same outside of what is shown, in the language of the moment. */
export function frameWords(): ReturnType<typeof useFrameWords> {
  return i18next.getFixedT(null, 'frame' as never) as unknown as ReturnType<typeof useFrameWords>;
}
