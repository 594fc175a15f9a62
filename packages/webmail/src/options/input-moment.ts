import { currentZone } from '@relais/browser-frame/language/regional.ts';
import { momentAt, wallClockAt } from '@relais/browser-frame/language/zoned-moment.ts';

/** What `<input type="datetime-local">` shows of a moment: in the reader's time zone, to the minute; nothing for `null`. */
export function inputMoment(iso: string | null): string {
  if (iso === null) return '';
  const { year, month, day, hour, minute } = wallClockAt(new Date(iso), currentZone());
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The moment that was entered, in ISO 8601; `null` while there is none. */
export function momentOfInput(value: string): string | null {
  const match = /^(\d{4,})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(value);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return momentAt({ year, month, day, hour, minute, second: 0 }, currentZone()).toISOString();
}
