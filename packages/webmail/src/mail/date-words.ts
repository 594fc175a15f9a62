import { currentLanguage } from '../language/language.ts';

const dayMs = 86_400_000;

/** A moment for a list: the hour today, the weekday this week, the date before. */
export function shortDate(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const language = currentLanguage();
  const startOfToday = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  if (date.getTime() >= startOfToday) return format(language, { hour: '2-digit', minute: '2-digit' }, date);
  if (date.getTime() >= startOfToday - 6 * dayMs) {
    return format(language, { weekday: 'short', hour: '2-digit', minute: '2-digit' }, date);
  }
  if (date.getFullYear() === now.getFullYear()) return format(language, { day: 'numeric', month: 'short' }, date);
  return format(language, { day: '2-digit', month: '2-digit', year: 'numeric' }, date);
}

/** A moment in full, for the reading pane. */
export function longDate(iso: string): string {
  return format(currentLanguage(), { dateStyle: 'full', timeStyle: 'short' }, new Date(iso));
}

export function hourOf(date: Date): string {
  return format(currentLanguage(), { hour: '2-digit', minute: '2-digit' }, date);
}

function format(language: string, options: Intl.DateTimeFormatOptions, date: Date): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', options).format(date);
}
