import { windowsTimeZones } from './windows-time-zones.ts';

const byFoldedName = new Map(Object.entries(windowsTimeZones).map(([name, zone]) => [name.toLowerCase(), zone]));

/**
 * The zone of the tz database that a name means: `Romance Standard Time` (Windows, Exchange, Outlook) and
 * `europe/paris` both give `Europe/Paris`. `null` when nobody knows the name.
 */
export function timeZoneOf(name: string): string | null {
  const zone = byFoldedName.get(name.trim().toLowerCase()) ?? name.trim();
  // An offset such as "+02:00" is known to Intl, but it isn't a place: it would be wrong for half of the year.
  if (!/^[a-z]/i.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** Windows' name in its own spelling; `null` when it isn't one of Windows' names. */
export function windowsTimeZoneName(name: string): string | null {
  const folded = name.trim().toLowerCase();
  return Object.keys(windowsTimeZones).find((known) => known.toLowerCase() === folded) ?? null;
}
