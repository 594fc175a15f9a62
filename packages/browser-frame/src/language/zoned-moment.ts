/** What a clock on the wall shows; `month` from 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string | null, Intl.DateTimeFormat>();

/** What the clocks of a zone show at a moment; `null`: the browser's zone. */
export function wallClockAt(date: Date, zone: string | null): WallClock {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
      calendar: 'gregory',
      ...(zone === null ? {} : { timeZone: zone }),
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** When the clocks of a zone show this. An hour that is skipped in spring gives the moment after the gap. */
export function momentAt(clock: WallClock, zone: string | null): Date {
  const wanted = utcOf(clock);
  let at = wanted;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let turn = 0; turn < 2; turn++) at += wanted - utcOf(wallClockAt(new Date(at), zone));
  return new Date(at);
}

function utcOf({ year, month, day, hour, minute, second }: WallClock): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
