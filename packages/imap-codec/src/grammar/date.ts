import type { CommandScanner } from '../command-scanner.ts';
import { argumentError, shown } from '../syntax-error.ts';

export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A calendar day without time and zone, as SEARCH compares it (RFC 3501 §6.4.4). */
export interface CalendarDay {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
}

const datePattern = /"?(\d{1,2})-([A-Za-z]{3})-(\d{4})"?/y;

export function readDate(scanner: CommandScanner): CalendarDay {
  const text = scanner.require(datePattern, 'a date such as 1-Feb-2026');
  const [day = '', month = '', year = ''] = text.replaceAll('"', '').split('-');
  return toCalendarDay(Number(year), month, Number(day), text);
}

export function toCalendarDay(year: number, monthName: string, day: number, text: string): CalendarDay {
  const month = monthNames.findIndex((name) => name.toLowerCase() === monthName.toLowerCase()) + 1;
  if (month === 0) throw argumentError(`${shown(text)} has no month; it is one of ${monthNames.join(' ')}`);
  const daysInMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > daysInMonth) throw argumentError(`${shown(text)} is no day of the calendar`);
  return { year, month, day };
}
