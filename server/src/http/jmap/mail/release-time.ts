import { maxDelayedSendSeconds } from '../core/limits.ts';
import { invalidProperties } from '../core/method-error.ts';

/**
 * When a message is to leave by FUTURERELEASE's parameters (RFC 4865 §4): HOLDFOR in seconds or HOLDUNTIL as a date,
 * whatever the case of their names; `now` when neither is there. @throws SetRefusal for a wish that cannot be met.
 */
export function releaseTime(parameters: Readonly<Record<string, string | null>> | null, now: number): number {
  const given = new Map(Object.entries(parameters ?? {}).map(([name, value]) => [name.toUpperCase(), value ?? '']));
  const holdFor = given.get('HOLDFOR');
  const holdUntil = given.get('HOLDUNTIL');
  if (holdFor !== undefined && holdUntil !== undefined) {
    throw invalidProperties(['envelope'], 'Give either HOLDFOR or HOLDUNTIL.');
  }
  if (holdFor === undefined && holdUntil === undefined) return now;
  const time =
    holdFor === undefined
      ? Date.parse(holdUntil ?? '')
      : /^\d{1,9}$/.test(holdFor)
        ? now + Number(holdFor) * 1000
        : Number.NaN;
  if (Number.isNaN(time)) {
    throw invalidProperties(
      ['envelope'],
      'HOLDFOR is a number of seconds, HOLDUNTIL a date such as 2026-01-31T08:00:00Z.',
    );
  }
  if (time > now + maxDelayedSendSeconds * 1000) {
    throw invalidProperties(['envelope'], `A message is held for at most ${maxDelayedSendSeconds} seconds.`);
  }
  return Math.max(now, time);
}
