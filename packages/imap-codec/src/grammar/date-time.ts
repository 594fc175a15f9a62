import type { CommandScanner } from '../command-scanner.ts';
import type { BytesWriter } from '../response/bytes-writer.ts';
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
/** The day and the zone written last: messages of a list lie side by side. */
let lastDay = { number: 0, text: textOfDay(0) };
let lastZone = { minutes: 0, text: textOfZone(0) };

/** `"01-Feb-2026 09:30:00 +0100"` with its quotation marks, byte by byte: a list of 50,000 has as many of them. */
export function writeDateTime(writer: BytesWriter, epochMs: number, zoneMinutes: number): void {
  const localMs = epochMs + zoneMinutes * 60_000;
  const number = Math.floor(localMs / dayMs);
  if (number !== lastDay.number) lastDay = { number, text: textOfDay(number) };
  if (zoneMinutes !== lastZone.minutes) lastZone = { minutes: zoneMinutes, text: textOfZone(zoneMinutes) };
  const second = Math.floor((localMs - number * dayMs) / 1_000);
  const minute = Math.floor(second / 60);
  writer
    .text(lastDay.text)
    .twoDigits(Math.floor(minute / 60))
    .text(':');
  writer
    .twoDigits(minute % 60)
    .text(':')
    .twoDigits(second % 60)
    .text(lastZone.text);
}

/** `"01-Feb-2026 ` */
function textOfDay(number: number): string {
  const date = new Date(number * dayMs);
  const day = `${date.getUTCDate()}`.padStart(2, '0');
  return `"${day}-${monthNames[date.getUTCMonth()]}-${`${date.getUTCFullYear()}`.padStart(4, '0')} `;
}

/** ` +0100"` */
function textOfZone(minutes: number): string {
  const zone = Math.abs(minutes);
  const hours = `${Math.floor(zone / 60)}`.padStart(2, '0');
  return ` ${minutes < 0 ? '-' : '+'}${hours}${`${zone % 60}`.padStart(2, '0')}"`;
}
