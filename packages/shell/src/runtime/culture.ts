import type { Language } from '@relais/management-contract';

/** How numbers and dates are written in a language, as Windows has it for en-US and fr-FR. */
export interface Culture {
  readonly decimal: string;
  readonly group: string;
  readonly currency: (amount: string, isNegative: boolean) => string;
  readonly days: readonly string[];
  readonly months: readonly string[];
  readonly shortDays: readonly string[];
  readonly shortMonths: readonly string[];
  /** Standard formats of dates, by letter. */
  readonly dates: Readonly<Record<string, string>>;
}

const sameEverywhere = {
  s: "yyyy-MM-dd'T'HH:mm:ss",
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  o: "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
  O: "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
} as const;

const english = 'January February March April May June July August September October November December'.split(' ');
const french = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');
const englishDays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const frenchDays = 'dimanche lundi mardi mercredi jeudi vendredi samedi'.split(' ');

export const cultures: Readonly<Record<Language, Culture>> = {
  en: {
    decimal: '.',
    group: ',',
    currency: (amount, isNegative) => (isNegative ? `($${amount})` : `$${amount}`),
    days: englishDays,
    months: english,
    shortDays: englishDays.map((name) => name.slice(0, 3)),
    shortMonths: english.map((name) => name.slice(0, 3)),
    dates: {
      ...sameEverywhere,
      d: 'M/d/yyyy',
      D: 'dddd, MMMM d, yyyy',
      t: 'h:mm tt',
      T: 'h:mm:ss tt',
      f: 'dddd, MMMM d, yyyy h:mm tt',
      F: 'dddd, MMMM d, yyyy h:mm:ss tt',
      g: 'M/d/yyyy h:mm tt',
      G: 'M/d/yyyy h:mm:ss tt',
      m: 'MMMM d',
      M: 'MMMM d',
      y: 'MMMM yyyy',
      Y: 'MMMM yyyy',
    },
  },
  fr: {
    decimal: ',',
    // A space that does not break.
    group: '\u00a0',
    currency: (amount, isNegative) => `${isNegative ? '-' : ''}${amount} €`,
    days: frenchDays,
    months: french,
    shortDays: frenchDays.map((name) => `${name.slice(0, 3)}.`),
    shortMonths: 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.'.split(' '),
    dates: {
      ...sameEverywhere,
      d: 'dd/MM/yyyy',
      D: 'dddd d MMMM yyyy',
      t: 'HH:mm',
      T: 'HH:mm:ss',
      f: 'dddd d MMMM yyyy HH:mm',
      F: 'dddd d MMMM yyyy HH:mm:ss',
      g: 'dd/MM/yyyy HH:mm',
      G: 'dd/MM/yyyy HH:mm:ss',
      m: 'd MMMM',
      M: 'd MMMM',
      y: 'MMMM yyyy',
      Y: 'MMMM yyyy',
    },
  },
};

/** A plain number as people of the language read it; texts in scripts stay `1.5`. */
export function localNumber(text: string, language: Language): string {
  return text.replace('.', cultures[language].decimal);
}
