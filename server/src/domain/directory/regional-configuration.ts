import { timeZoneOf, windowsTimeZoneName } from '@relais/management-contract';
import type { Mailbox } from './directory.ts';

/** How a mailbox's owner reads: what `Get-MailboxRegionalConfiguration` shows. `null`: as the browser says. */
export interface RegionalConfiguration {
  /** A form of English or French: `fr-FR`. */
  readonly language: string | null;
  /** As it was written: `Romance Standard Time` or `Europe/Paris`. */
  readonly timeZone: string | null;
  /** `dd/MM/yyyy`. */
  readonly dateFormat: string | null;
  /** `HH:mm`, or with `tt` for AM and PM. */
  readonly timeFormat: string | null;
}

/** The forms of our languages; the first of each is what a bare `en` or `fr` means. */
const cultures = [
  'en-US',
  'en-AU',
  'en-CA',
  'en-GB',
  'en-IE',
  'en-IN',
  'en-NZ',
  'en-ZA',
  'fr-FR',
  'fr-BE',
  'fr-CA',
  'fr-CH',
  'fr-LU',
] as const;

const usual: Readonly<Record<string, readonly [date: string, time: string]>> = {
  'en-US': ['M/d/yyyy', 'h:mm tt'],
  'en-CA': ['yyyy-MM-dd', 'h:mm tt'],
  'en-AU': ['d/MM/yyyy', 'h:mm tt'],
  'en-NZ': ['d/MM/yyyy', 'h:mm tt'],
  'en-IN': ['dd-MM-yyyy', 'HH:mm'],
  'en-ZA': ['yyyy/MM/dd', 'HH:mm'],
  'fr-BE': ['dd-MM-yyyy', 'HH:mm'],
  'fr-CA': ['yyyy-MM-dd', 'HH:mm'],
  'fr-CH': ['dd.MM.yyyy', 'HH:mm'],
};

/** What a language has where nothing else is said. */
function usualFormats(culture: string): { readonly dateFormat: string; readonly timeFormat: string } {
  const [dateFormat, timeFormat] = usual[culture] ?? ['dd/MM/yyyy', 'HH:mm'];
  return { dateFormat, timeFormat };
}

export function regionalConfigurationOf(mailbox: Pick<Mailbox, 'language' | 'otherProperties'>): RegionalConfiguration {
  const kept = (name: string): string | null => {
    const value = mailbox.otherProperties[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const culture = kept('Culture');
  const primary = mailbox.language === 'fr' ? 'fr-FR' : 'en-US';
  const language =
    mailbox.language === null ? null : culture?.startsWith(`${mailbox.language}-`) === true ? culture : primary;
  const formats = language === null ? null : usualFormats(language);
  return {
    language,
    timeZone: kept('TimeZone'),
    dateFormat: kept('DateFormat') ?? formats?.dateFormat ?? null,
    timeFormat: kept('TimeFormat') ?? formats?.timeFormat ?? null,
  };
}

/** A value that nobody can read by, with what would be right, in both languages. */
export class RegionalError extends Error {
  readonly parameter: 'Language' | 'TimeZone' | 'DateFormat' | 'TimeFormat';
  readonly written: string;
  readonly french: string;

  constructor(parameter: RegionalError['parameter'], written: string, right: { en: string; fr: string }) {
    super(`"${written}" isn't known here as ${parameter}; write ${right.en}.`);
    this.parameter = parameter;
    this.written = written;
    this.french = `« ${written} » n’est pas connu ici pour ${parameter} ; écrivez ${right.fr}.`;
  }
}

/**
 * What to change of a mailbox so that it reads as asked; what is left out stays, `null` and '' take a value away.
 * Another language without formats brings its own formats along, as in Exchange. @throws RegionalError
 */
export function regionalChange(
  mailbox: Pick<Mailbox, 'language' | 'otherProperties'>,
  asked: Partial<RegionalConfiguration>,
): Pick<Mailbox, 'language' | 'otherProperties'> {
  const properties: Record<string, unknown> = { ...mailbox.otherProperties };
  const keep = (name: string, value: string | null): void => {
    if (value === null) delete properties[name];
    else properties[name] = value;
  };
  let { language } = mailbox;
  if (asked.language !== undefined) {
    const culture = cultureOf(asked.language);
    if (culture !== regionalConfigurationOf(mailbox).language) {
      keep('DateFormat', null);
      keep('TimeFormat', null);
    }
    keep('Culture', culture);
    language = culture === null ? null : culture.startsWith('fr') ? 'fr' : 'en';
  }
  if (asked.timeZone !== undefined) keep('TimeZone', zoneOf(asked.timeZone));
  if (asked.dateFormat !== undefined) keep('DateFormat', dateFormatOf(asked.dateFormat));
  if (asked.timeFormat !== undefined) keep('TimeFormat', timeFormatOf(asked.timeFormat));
  return { language, otherProperties: properties };
}

function cultureOf(written: string | null): string | null {
  if (written === null || written.trim() === '') return null;
  const folded = written.trim().toLowerCase();
  const found = cultures.find((one) => one.toLowerCase() === folded || one.slice(0, 2) === folded);
  if (found !== undefined) return found;
  // Another form of a language that is spoken here, such as en-JM: kept as it is usually written.
  const other = /^(en|fr)-([a-z]{2})$/.exec(folded);
  if (other !== null) return `${other[1]}-${other[2]?.toUpperCase()}`;
  throw new RegionalError('Language', written, { en: 'en-US or fr-FR', fr: 'en-US ou fr-FR' });
}

function zoneOf(written: string | null): string | null {
  if (written === null || written.trim() === '') return null;
  const zone = windowsTimeZoneName(written) ?? timeZoneOf(written);
  if (zone !== null) return zone;
  throw new RegionalError('TimeZone', written, {
    en: 'a name such as Europe/Paris or "Romance Standard Time"',
    fr: 'un nom tel que Europe/Paris ou « Romance Standard Time »',
  });
}

function dateFormatOf(written: string | null): string | null {
  if (written === null || written.trim() === '') return null;
  const parts = written.trim().split(/[/.\- ]/);
  const kinds = parts.map((part) => (/^d{1,2}$/.test(part) ? 'd' : /^M{1,4}$/.test(part) ? 'M' : yearOf(part)));
  if (parts.length === 3 && kinds.toSorted().join('') === 'Mdy') return written.trim();
  throw new RegionalError('DateFormat', written, {
    en: 'day, month and year as in dd/MM/yyyy, M/d/yyyy or yyyy-MM-dd',
    fr: 'le jour, le mois et l’année comme dans dd/MM/yyyy, M/d/yyyy ou yyyy-MM-dd',
  });
}

function yearOf(part: string): 'y' | '?' {
  return /^(?:yy|yyyy)$/.test(part) ? 'y' : '?';
}

function timeFormatOf(written: string | null): string | null {
  if (written === null || written.trim() === '') return null;
  const match = /^(?:(h{1,2})[:.]mm tt|H{1,2}[:.]mm|H{1,2}'h'mm)$/.exec(written.trim());
  if (match !== null) return written.trim();
  throw new RegionalError('TimeFormat', written, {
    en: 'HH:mm, H:mm, h:mm tt or hh:mm tt',
    fr: 'HH:mm, H:mm, h:mm tt ou hh:mm tt',
  });
}
