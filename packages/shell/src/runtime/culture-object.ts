import type { Language } from '@relais/management-contract';
import { cultures } from './culture.ts';
import { ShellObject } from './shell-object.ts';
import { textInfo } from './text-info.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

const typeName = 'System.Globalization.CultureInfo';
const titles: Readonly<Record<Language, readonly [name: string, title: string, number: number]>> = {
  en: ['en-US', 'English (United States)', 1033],
  fr: ['fr-FR', 'French (France)', 1036],
};

/** What `Get-Culture` and `[cultureinfo]` give; the invariant culture writes as English does. */
export function cultureObject(language: Language, isInvariant = false): ShellObject {
  const [name, title, number] = titles[language];
  const { dates, decimal, group, days, months } = cultures[language];
  const culture = new ShellObject(typeName, ['LCID', 'Name', 'DisplayName']);
  culture.set('LCID', isInvariant ? 127 : number);
  culture.set('Name', isInvariant ? '' : name);
  culture.set('DisplayName', isInvariant ? 'Invariant Language (Invariant Country)' : title);
  culture.set('TwoLetterISOLanguageName', isInvariant ? 'iv' : language);
  culture.set('TextInfo', textInfo(isInvariant ? '' : name));
  culture.set(
    'NumberFormat',
    ShellObject.custom({ NumberDecimalSeparator: decimal, NumberGroupSeparator: group }, 'NumberFormatInfo'),
  );
  culture.set(
    'DateTimeFormat',
    ShellObject.custom(
      {
        ShortDatePattern: dates.d ?? '',
        LongDatePattern: dates.D ?? '',
        ShortTimePattern: dates.t ?? '',
        LongTimePattern: dates.T ?? '',
        DayNames: [...days],
        MonthNames: [...months],
      },
      'DateTimeFormatInfo',
    ),
  );
  return culture;
}

/** The culture of a name such as `fr-FR`: French in France's ways, everything else in English. */
export function cultureNamed(name: string): ShellObject {
  return name === '' ? cultureObject('en', true) : cultureObject(/^fr\b/i.test(name) ? 'fr' : 'en');
}

/** The language that a culture among the arguments of `ToString` or `Format` writes in; `null` when there is none. */
export function languageOf(given: Value | undefined): Language | null {
  if (!(given instanceof ShellObject) || given.typeName !== typeName) return null;
  return /^fr/i.test(toText(given.get('Name') ?? null)) ? 'fr' : 'en';
}
