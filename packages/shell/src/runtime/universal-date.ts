/**
 * A date of .NET whose Kind is Utc. What is read from it as the local clock is the clock of UTC, so that it is shown, compared and
 * subtracted as .NET does it: by the clock, whatever the kinds. In the hour that summer time skips, the clock of UTC is an hour late.
 */
export class UniversalDate extends Date {}

/** The same moment on the clock of UTC. */
export function toUniversal(date: Date): UniversalDate {
  if (date instanceof UniversalDate) return date;
  const universal = new UniversalDate(2000, 0, 1);
  universal.setFullYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  universal.setHours(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds());
  return universal;
}

/** The moment that is meant, on the local clock: what may leave the shell. */
export function toMoment(date: Date): Date {
  if (!(date instanceof UniversalDate)) return date;
  const moment = new Date(0);
  moment.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  moment.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds());
  return moment;
}

/** A date of the same kind with another clock, in milliseconds as `getTime` gives them. */
export function withClock(date: Date, milliseconds: number): Date {
  return date instanceof UniversalDate ? new UniversalDate(milliseconds) : new Date(milliseconds);
}
