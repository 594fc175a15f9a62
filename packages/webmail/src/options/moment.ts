import { momentWords, timeWords } from '../language/regional.ts';

/** A day and time in the language of the pages. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return `${momentWords(date, { dateStyle: 'medium' })}, ${timeWords(date)}`;
}
