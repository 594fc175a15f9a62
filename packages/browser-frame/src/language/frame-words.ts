import { currentSpeech, useSpeech } from './language.ts';
import type { KeysOf, Say } from './say.ts';
import type { FrameTexts } from './texts-en.ts';

type FrameWords = Say<KeysOf<FrameTexts>>;

/** The texts of this package in the current language, by key; a key that does not exist does not compile. */
export function useFrameWords(): FrameWords {
  return useSpeech().frame;
}

/** The same outside of what is shown, in the language of the moment. */
export function frameWords(): FrameWords {
  return currentSpeech().frame;
}
