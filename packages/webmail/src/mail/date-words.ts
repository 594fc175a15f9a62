import { currentZone, dayWords, momentWords, timeWords } from '@relais/browser-frame/language/regional.ts';
import { momentAt, wallClockAt } from '@relais/browser-frame/language/zoned-moment.ts';

const dayMs = 86_400_000;

/** A moment for a list: the hour today, the weekday this week, the date before. */
export function shortDate(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const today = wallClockAt(now, currentZone());
  const startOfToday = momentAt({ ...today, hour: 0, minute: 0, second: 0 }, currentZone()).getTime();
  if (date.getTime() >= startOfToday) return timeWords(date);
  if (date.getTime() >= startOfToday - 6 * dayMs) {
    return `${momentWords(date, { weekday: 'short' })} ${timeWords(date)}`;
  }
  if (wallClockAt(date, currentZone()).year === today.year)
    return momentWords(date, { day: 'numeric', month: 'short' });
  return dayWords(date);
}

/** A moment in full, for the reading pane. */
export function longDate(iso: string): string {
  const date = new Date(iso);
  return `${momentWords(date, { dateStyle: 'full' })}, ${timeWords(date)}`;
}

export function hourOf(date: Date): string {
  return timeWords(date);
}
