import { type Language, TimeSpan } from '@relais/management-contract';
import { toNumber } from './convert-number.ts';
import { languageOf } from './culture-object.ts';
import { formatDate, formatValue } from './format-value.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { toMoment, toUniversal, withClock } from './universal-date.ts';
import type { Value } from './values.ts';

/** Milliseconds from the first of January 1601, where Windows' file times begin, to 1970. */
export const fileTimeEpoch = 11_644_473_600_000;

const amount = (given: readonly Value[]): number => toNumber(given[0] ?? null);
const later = (date: Date, milliseconds: number): Date => representable(withClock(date, date.getTime() + milliseconds));

/** Dates of .NET end with the year 9999. @throws OperationError */
function representable(date: Date): Date {
  const year = date.getFullYear();
  if (year >= 1 && year <= 9999) return date;
  throw operationError(
    'ArgumentOutOfRangeException',
    'The added or subtracted value results in an un-representable DateTime.',
    'NotSpecified',
  );
}

function addMonths(date: Date, months: number): Date {
  const moved = withClock(date, date.getTime());
  const day = date.getDate();
  moved.setDate(1);
  moved.setMonth(moved.getMonth() + months);
  const last = new Date(moved.getFullYear(), moved.getMonth() + 1, 0).getDate();
  moved.setDate(Math.min(day, last));
  return representable(moved);
}

/** The methods of dates, by name in lower case. */
export const dateMethods: Readonly<Record<string, (date: Date, given: readonly Value[], language: Language) => Value>> =
  {
    AddDays: (date, given) => later(date, amount(given) * 86_400_000),
    AddHours: (date, given) => later(date, amount(given) * 3_600_000),
    AddMinutes: (date, given) => later(date, amount(given) * 60_000),
    AddSeconds: (date, given) => later(date, amount(given) * 1000),
    AddMilliseconds: (date, given) => later(date, amount(given)),
    AddMonths: (date, given) => addMonths(date, amount(given)),
    AddYears: (date, given) => addMonths(date, 12 * amount(given)),
    Add: (date, given) => (given[0] instanceof TimeSpan ? later(date, given[0].milliseconds) : date),
    Subtract: (date, given) => {
      const [other] = given;
      if (other instanceof Date) return new TimeSpan(date.getTime() - other.getTime());
      return other instanceof TimeSpan ? later(date, -other.milliseconds) : date;
    },
    ToString: (date, given, language) => {
      const own = languageOf(given.at(-1));
      const format = given.length - (own === null ? 0 : 1) === 0 ? 'G' : toText(given[0] ?? null);
      return formatDate(date, format, own ?? language);
    },
    ToFileTime: (date) => (toMoment(date).getTime() + fileTimeEpoch) * 10_000,
    ToFileTimeUtc: (date) => (toMoment(date).getTime() + fileTimeEpoch) * 10_000,
    ToOADate: (date) => (date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000 + 25_569,
    IsDaylightSavingTime: (date) => {
      const year = date.getFullYear();
      const standard = Math.max(...[0, 6].map((month) => new Date(year, month, 1).getTimezoneOffset()));
      return date.getTimezoneOffset() < standard;
    },
    ToShortDateString: (date, _, language) => formatDate(date, 'd', language),
    ToShortTimeString: (date, _, language) => formatDate(date, 't', language),
    ToLongDateString: (date, _, language) => formatDate(date, 'D', language),
    ToLongTimeString: (date, _, language) => formatDate(date, 'T', language),
    ToUniversalTime: (date) => toUniversal(date),
    // A date is of the local clock unless it says otherwise; what .NET calls unspecified is not told apart.
    ToLocalTime: (date) => toMoment(date),
  };

/** The methods of time spans, by name in lower case. */
export const timeSpanMethods: Readonly<Record<string, (span: TimeSpan, given: readonly Value[]) => Value>> = {
  Add: (span, given) => (given[0] instanceof TimeSpan ? new TimeSpan(span.milliseconds + given[0].milliseconds) : span),
  Subtract: (span, given) =>
    given[0] instanceof TimeSpan ? new TimeSpan(span.milliseconds - given[0].milliseconds) : span,
  Negate: (span) => new TimeSpan(-span.milliseconds),
  Duration: (span) => new TimeSpan(Math.abs(span.milliseconds)),
  ToString: (span, given) => formatValue(span, given.length === 0 ? '' : toText(given[0] ?? null)),
};
