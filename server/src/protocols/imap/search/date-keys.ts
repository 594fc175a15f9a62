import type { CalendarDay, DateKeyName, SearchKey } from '@relais/imap-codec';
import { deserializeStructure, fieldValue, type MessageStructure, parseDate } from '@relais/mime';
import type { MessageColumns, MessageRow } from '../../../domain/mail/account-store.ts';

export type DateKey = Extract<SearchKey, { key: DateKeyName }>;

export function isDateKey(key: SearchKey): key is DateKey {
  return 'day' in key;
}

const dayMs = 86_400_000;

interface DateTest {
  readonly columns: MessageColumns;
  readonly test: (row: MessageRow) => boolean;
}

/** RFC 3501 §6.4.4: dates are compared as days, disregarding time and zone. */
export function matchesDate({ key, day }: DateKey): DateTest {
  const wanted = dayNumber(day);
  const compare = key.endsWith('BEFORE')
    ? (d: number) => d < wanted
    : key.endsWith('SINCE')
      ? (d: number) => d >= wanted
      : (d: number) => d === wanted;
  if (key.startsWith('SENT')) return { columns: { structure: true }, test: (row) => compare(sentDay(row)) };
  if (key.startsWith('SAVED')) return { columns: {}, test: (row) => compare(Math.floor(row.savedDate / dayMs)) };
  return { columns: {}, test: (row) => compare(internalDay(row)) };
}

function dayNumber({ year, month, day }: CalendarDay): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.floor(date.getTime() / dayMs);
}

/** The day that the Date field names, in its own zone. Without one: the day on which the message came. */
function sentDay(row: MessageRow): number {
  const sent = row.structure === null ? null : sentDateOf(deserializeStructure(Buffer.from(row.structure)));
  return sent === null ? internalDay(row) : Math.floor((sent.epochMs + sent.zoneMinutes * 60_000) / dayMs);
}

/** The day of the internal date in the zone in which it was given: what FETCH INTERNALDATE shows. */
function internalDay(row: MessageRow): number {
  return Math.floor((row.internalDate + row.internalZoneMinutes * 60_000) / dayMs);
}

export interface SentDate {
  readonly epochMs: number;
  readonly zoneMinutes: number;
}

/** The Date field; null when there is none that can be read. */
function sentDateOf(structure: MessageStructure): SentDate | null {
  const value = fieldValue(structure.header, 'date');
  return value === null ? null : readDateField(value);
}

/** Of a date's end, with its comments: a stranger's field of a hundred thousand comments is not looked through from each. */
const longestZone = 1_000;

function readDateField(value: string): SentDate | null {
  const date = parseDate(value);
  if (date === null) return null;
  const zone = /([+-])(\d\d)(\d\d)\s*(?:\([^)]*\)\s*)*$/.exec(value.slice(-longestZone));
  const zoneMinutes = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]));
  return { epochMs: date.getTime(), zoneMinutes };
}
