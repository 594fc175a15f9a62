import { timeZoneOf } from '@relais/management-contract';
import { momentAt } from '@relais/browser-frame/language/zoned-moment.ts';
import { type CalendarLine, calendarLines, unescapedText } from './calendar-lines.ts';

/** What an invitation says (RFC 5545, RFC 5546). */
export interface CalendarEvent {
  readonly method: string;
  readonly uid: string;
  /** Grows with each change of the event. */
  readonly sequence: number;
  /** `CANCELLED`, `TENTATIVE`, `CONFIRMED`; empty: not said. */
  readonly status: string;
  readonly summary: string;
  readonly start: CalendarMoment | null;
  readonly end: CalendarMoment | null;
  readonly location: string;
  readonly description: string;
  readonly organizer: CalendarPerson | null;
  readonly attendees: readonly Attendee[];
  /** The rule of a series, as it stands; empty: it happens once. */
  readonly recurrence: string;
  /** Only one meeting of a series is meant. */
  readonly isOneOfSeries: boolean;
  /** What an answer repeats, as it came. */
  readonly lines: readonly CalendarLine[];
  readonly timeZoneLines: readonly CalendarLine[];
}

export interface CalendarPerson {
  readonly name: string;
  /** Empty when it is no mail address. */
  readonly email: string;
}

export interface Attendee extends CalendarPerson {
  /** `ACCEPTED`, `DECLINED`, `TENTATIVE`, `NEEDS-ACTION` (RFC 5545 §3.2.12). */
  readonly status: string;
}

export interface CalendarMoment {
  /** An exact moment; where the zone is not known or it is a day, the figures themselves as if they were UTC. */
  readonly date: Date;
  readonly isAllDay: boolean;
  readonly isExact: boolean;
  /** The name of a zone that is not known here. */
  readonly zone: string | null;
}

/** The first event of a calendar object; `null` when there is none. */
export function readCalendarEvent(text: string): CalendarEvent | null {
  const lines = calendarLines(text);
  const method = lines.find(({ name }) => name === 'METHOD')?.value.trim() ?? 'PUBLISH';
  const begin = lines.findIndex(({ name, value }) => name === 'BEGIN' && value.toUpperCase() === 'VEVENT');
  if (begin < 0) return null;
  const event: CalendarLine[] = [];
  let depth = 0;
  for (const line of lines.slice(begin + 1)) {
    if (line.name === 'BEGIN') depth++;
    else if (line.name === 'END' && depth-- === 0) break;
    // What stands deeper belongs to an alarm.
    else if (depth === 0) event.push(line);
  }
  const first = (name: string) => event.find((line) => line.name === name);
  const organizer = first('ORGANIZER');
  return {
    method: method.toUpperCase(),
    uid: first('UID')?.value ?? '',
    sequence: Number.parseInt(first('SEQUENCE')?.value ?? '0', 10) || 0,
    status: (first('STATUS')?.value ?? '').toUpperCase(),
    summary: unescapedText(first('SUMMARY')?.value ?? ''),
    start: momentOf(first('DTSTART')),
    end: momentOf(first('DTEND')),
    location: unescapedText(first('LOCATION')?.value ?? ''),
    description: unescapedText(first('DESCRIPTION')?.value ?? ''),
    organizer: organizer === undefined ? null : personOf(organizer),
    attendees: event
      .filter(({ name }) => name === 'ATTENDEE')
      .map((line) => ({
        ...personOf(line),
        status: (line.parameters.get('PARTSTAT') ?? 'NEEDS-ACTION').toUpperCase(),
      })),
    recurrence: first('RRULE')?.value ?? '',
    isOneOfSeries: first('RECURRENCE-ID') !== undefined,
    lines: event,
    timeZoneLines: timeZones(lines),
  };
}

function timeZones(lines: readonly CalendarLine[]): readonly CalendarLine[] {
  const is = (line: CalendarLine, name: string) => line.name === name && line.value.toUpperCase() === 'VTIMEZONE';
  let isInside = false;
  return lines.filter((line) => {
    if (is(line, 'BEGIN')) isInside = true;
    const belongs = isInside;
    if (is(line, 'END')) isInside = false;
    return belongs;
  });
}

/** Characters of an address or of a zone's name that are looked at: a stranger wrote them, and no real one is longer. */
const mostOfOne = 1_000;

function personOf(line: CalendarLine): CalendarPerson {
  const email = /^mailto:\s*([^\s<>,;]+@[^\s<>,;]+)$/i.exec(line.value.trim().slice(0, mostOfOne))?.[1] ?? '';
  return { name: unescapedText(line.parameters.get('CN') ?? line.value.replace(/^mailto:/i, '')), email };
}

function momentOf(line: CalendarLine | undefined): CalendarMoment | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(line?.value.trim() ?? '');
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const written = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isAllDay = match[4] === undefined;
  if (isAllDay) return { date: written, isAllDay, isExact: false, zone: null };
  if (match[7] === 'Z') return { date: written, isAllDay, isExact: true, zone: null };
  const name = line?.parameters.get('TZID') ?? null;
  // Outlook names zones as Windows does; some programs put a path before the name.
  const zone = name === null ? null : timeZoneOf(name.slice(0, mostOfOne).replace(/^\/[^/]+\/(?:[^/]*\d[^/]*\/)?/, ''));
  if (zone === null) return { date: written, isAllDay, isExact: false, zone: name };
  return { date: momentAt({ year, month, day, hour, minute, second }, zone), isAllDay, isExact: true, zone: null };
}
