/** What an invitation says (RFC 5545, RFC 5546). */
export interface CalendarEvent {
  readonly method: string;
  readonly summary: string;
  readonly start: CalendarMoment | null;
  readonly end: CalendarMoment | null;
  readonly location: string;
  readonly description: string;
  readonly organizer: string;
  readonly attendees: readonly { readonly name: string; readonly status: string }[];
  /** The rule of a series, as it stands; empty: it happens once. */
  readonly recurrence: string;
}

/** A moment (`isAllDay` false), or a date. Times of a named zone are shown as they stand, with its name. */
export interface CalendarMoment {
  readonly date: Date;
  readonly isAllDay: boolean;
  /** `null`: the date is an exact moment; otherwise the clock on the wall of this zone. */
  readonly zone: string | null;
}

interface Line {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** The first event of a calendar object; `null` when there is none. */
export function readCalendarEvent(text: string): CalendarEvent | null {
  const lines = unfolded(text).map(readLine);
  const method = lines.find(({ name }) => name === 'METHOD')?.value ?? 'PUBLISH';
  const begin = lines.findIndex(({ name, value }) => name === 'BEGIN' && value.toUpperCase() === 'VEVENT');
  if (begin < 0) return null;
  const event: Line[] = [];
  let depth = 0;
  for (const line of lines.slice(begin + 1)) {
    if (line.name === 'BEGIN') depth++;
    else if (line.name === 'END' && depth-- === 0) break;
    // What stands deeper belongs to an alarm.
    else if (depth === 0) event.push(line);
  }
  const first = (name: string) => event.find((line) => line.name === name);
  const person = (line: Line | undefined) =>
    line === undefined ? '' : (line.parameters.get('CN') ?? line.value.replace(/^mailto:/i, ''));
  return {
    method: method.toUpperCase(),
    summary: unescaped(first('SUMMARY')?.value ?? ''),
    start: momentOf(first('DTSTART')),
    end: momentOf(first('DTEND')),
    location: unescaped(first('LOCATION')?.value ?? ''),
    description: unescaped(first('DESCRIPTION')?.value ?? ''),
    organizer: person(first('ORGANIZER')),
    attendees: event
      .filter(({ name }) => name === 'ATTENDEE')
      .map((line) => ({
        name: person(line),
        status: (line.parameters.get('PARTSTAT') ?? 'NEEDS-ACTION').toUpperCase(),
      })),
    recurrence: first('RRULE')?.value ?? '',
  };
}

/** RFC 5545 §3.1. */
function unfolded(text: string): readonly string[] {
  return text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .slice(0, 5000);
}

function readLine(line: string): Line {
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s.exec(
    line,
  );
  if (match === null) return { name: '', parameters: new Map(), value: line };
  const parameters = new Map(
    [...(match[2] ?? '').matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)/g)].map(([, name = '', value = '']) => [
      name.toUpperCase(),
      value.replace(/^"|"$/g, ''),
    ]),
  );
  return { name: (match[1] ?? '').toUpperCase(), parameters, value: match[3] ?? '' };
}

function momentOf(line: Line | undefined): CalendarMoment | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(line?.value ?? '');
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const isUtc = match[7] === 'Z';
  const date = isUtc
    ? new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    : new Date(year, month - 1, day, hour, minute, second);
  const isAllDay = match[4] === undefined;
  return { date, isAllDay, zone: isUtc || isAllDay ? null : (line?.parameters.get('TZID') ?? null) };
}

/** RFC 5545 §3.3.11. */
function unescaped(text: string): string {
  return text.replace(/\\([nN,;\\])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}
