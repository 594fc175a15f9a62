import type { CommandScanner } from '../command-scanner.ts';
import { argumentError, shown } from '../syntax-error.ts';
import { monthNames, toCalendarDay } from './date.ts';

/** A moment with the zone in which it was written: INTERNALDATE comes back as APPEND gave it. */
export interface ZonedDateTime {
  readonly epochMs: number;
  /** Minutes east of UTC. */
  readonly zoneMinutes: number;
}

const dateTimePattern = /"[ \d]?\d-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}"/y;
const parts = /([ \d]?\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)/;

/** `date-time` of RFC 3501 §9. */
export function readDateTime(scanner: CommandScanner): ZonedDateTime {
  const text = scanner.require(dateTimePattern, 'a date and time such as "01-Feb-2026 09:30:00 +0100"');
  const [
    ,
    day = '',
    month = '',
    year = '',
    hour = '',
    minute = '',
    second = '',
    sign,
    zoneHours = '',
    zoneMinute = '',
  ] = parts.exec(text) ?? [];
  const date = toCalendarDay(Number(year), month, Number(day), text);
  // A leap second (60) is let through; Date.UTC makes it the next minute.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(zoneMinute) > 59) {
    throw argumentError(`${shown(text)} is no time of the day`);
  }
  const zoneMinutes = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinute));
  const local = new Date(0);
  local.setUTCFullYear(date.year, date.month - 1, date.day);
  local.setUTCHours(Number(hour), Number(minute), Number(second), 0);
  return { epochMs: local.getTime() - zoneMinutes * 60_000, zoneMinutes };
}

const dayMs = 86_400_000;
const twoDigits = Array.from({ length: 100 }, (_, value) => `${value}`.padStart(2, '0'));
/** The day written last: messages of a list lie side by side. */
let lastDay = { number: 0, text: textOfDay(0) };

/** `"01-Feb-2026 09:30:00 +0100"` with its quotation marks. */
export function formatDateTime({ epochMs, zoneMinutes }: ZonedDateTime): string {
  const localMs = epochMs + zoneMinutes * 60_000;
  const number = Math.floor(localMs / dayMs);
  if (number !== lastDay.number) lastDay = { number, text: textOfDay(number) };
  const second = Math.floor((localMs - number * dayMs) / 1_000);
  const minute = Math.floor(second / 60);
  const zone = Math.abs(zoneMinutes);
  return (
    `"${lastDay.text} ${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}:${twoDigits[second % 60]} ` +
    `${zoneMinutes < 0 ? '-' : '+'}${twoDigits[Math.floor(zone / 60)]}${twoDigits[zone % 60]}"`
  );
}

function textOfDay(number: number): string {
  const date = new Date(number * dayMs);
  const year = `${date.getUTCFullYear()}`.padStart(4, '0');
  return `${twoDigits[date.getUTCDate()]}-${monthNames[date.getUTCMonth()]}-${year}`;
}
