import { currentLanguage } from './current-language.ts';
import { type WallClock, wallClockAt } from './zoned-moment.ts';

/** How the mailbox's owner reads, as the server keeps it; `null`: as the browser does. */
export interface Regional {
  /** `fr-FR`. */
  readonly language: string | null;
  /** As it was written, also by Windows' name. */
  readonly timeZone: string | null;
  /** The same by its name in the tz database. */
  readonly zone: string | null;
  /** `dd/MM/yyyy`. */
  readonly dateFormat: string | null;
  /** `HH:mm`, `h:mm tt`. */
  readonly timeFormat: string | null;
}

let current: Regional = { language: null, timeZone: null, zone: null, dateFormat: null, timeFormat: null };

/** Everything is written this way from now on. */
export function adoptRegional(regional: Regional): void {
  current = regional;
}

export function currentZone(): string | null {
  return current.zone;
}

/** The form of the shown language: the mailbox's own where it is one of that language, else the browser's. */
export function currentLocale(): string {
  const language = currentLanguage();
  if (current.language?.startsWith(`${language}-`) === true) return current.language;
  const ofBrowser = navigator.languages.find((tag) => tag.startsWith(`${language}-`));
  return ofBrowser ?? (language === 'fr' ? 'fr-FR' : 'en-GB');
}

/** In the reader's language and, where no other is given, time zone. */
export function momentWords(
  date: Date,
  options: Intl.DateTimeFormatOptions,
  zone: string | null = current.zone,
): string {
  return formatOf(currentLocale(), { ...options, ...(zone === null ? {} : { timeZone: zone }) }).format(date);
}

/** The time of day, in the reader's own form. */
export function timeWords(date: Date, zone: string | null = current.zone): string {
  if (current.timeFormat !== null) return written(current.timeFormat, wallClockAt(date, zone));
  return momentWords(date, { timeStyle: 'short' }, zone);
}

/** The day in figures, in the reader's own form. */
export function dayWords(date: Date): string {
  if (current.dateFormat !== null) return written(current.dateFormat, wallClockAt(date, current.zone));
  return momentWords(date, { day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** A pattern of Windows with a clock's figures put in. */
export function written(pattern: string, clock: WallClock): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const monthName = (month: 'short' | 'long'): string =>
    formatOf(currentLocale(), { month, timeZone: 'UTC' }).format(new Date(Date.UTC(2000, clock.month - 1, 1)));
  const twelve = clock.hour % 12 === 0 ? 12 : clock.hour % 12;
  return pattern.replace(/'([^']*)'|d{1,2}|M{1,4}|yyyy|yy|H{1,2}|h{1,2}|mm|tt/g, (token, quoted?: string) => {
    switch (token) {
      case 'd':
        return String(clock.day);
      case 'dd':
        return two(clock.day);
      case 'M':
        return String(clock.month);
      case 'MM':
        return two(clock.month);
      case 'MMM':
        return monthName('short');
      case 'MMMM':
        return monthName('long');
      case 'yy':
        return two(clock.year % 100);
      case 'yyyy':
        return String(clock.year).padStart(4, '0');
      case 'H':
        return String(clock.hour);
      case 'HH':
        return two(clock.hour);
      case 'h':
        return String(twelve);
      case 'hh':
        return two(twelve);
      case 'mm':
        return two(clock.minute);
      case 'tt':
        return clock.hour < 12 ? 'AM' : 'PM';
      default:
        return quoted ?? token;
    }
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}
