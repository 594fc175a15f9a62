import { dayWords, momentWords, timeWords } from './regional.ts';

/** Day and time to the second, for what is looked up in logs: `28 Nov 2026, 14:05:09`. */
export function dateTimeText(value: Date): string {
  return momentWords(value, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The day alone: `28/11/2026`. */
export function dayText(value: Date): string {
  return dayWords(value);
}

/** Day and time to the minute, of a moment in ISO 8601. */
export function momentText(iso: string): string {
  const date = new Date(iso);
  return `${momentWords(date, { dateStyle: 'medium' })}, ${timeWords(date)}`;
}

/** The time of day alone: `14:05`, `2:05 PM`. */
export function timeText(value: Date): string {
  return timeWords(value);
}
