/** A text that people read, in the two languages every face of Relais speaks. */
export interface LocalisedText {
  readonly en: string;
  readonly fr: string;
}

export type Language = 'en' | 'fr';

/** The text in `language`. */
export function textIn(text: LocalisedText, language: Language): string {
  return text[language];
}
