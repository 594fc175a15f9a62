import type { Language } from '@relais/management-contract';

/**
 * Reads dates as administrators write them: ISO, `1/31/2026 5:00 PM` (month first, as the invariant culture; in French
 * `31/01/2026 17:00`) and what the platform's own reader understands. `null` when it is no date. A date without a zone is local
 * time; a time alone is of `now`'s day.
 */
export function parseDate(text: string, now: () => Date = () => new Date(), language: Language = 'en'): Date | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  if (iso !== null) return localDate(Number(iso[1]), Number(iso[2]), Number(iso[3]), 0, 0, 0);
  const slashed =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(AM|PM)?)?$/i.exec(trimmed);
  if (slashed !== null) {
    const [, first, other, year = '', hour = '0', minute = '0', second = '0', half] = slashed;
    // A date that went through a text (`"$(Get-Date)"`) has its month first whatever the language.
    const [day, month] = language === 'fr' && Number(other) <= 12 ? [first, other] : [other, first];
    const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
    let hours = Number(hour);
    if (half !== undefined) hours = (hours % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
    return localDate(fullYear, Number(month), Number(day), hours, Number(minute), Number(second));
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?$/i.exec(trimmed);
  if (clock !== null) {
    const [, hour = '', minute = '', second = '0', half] = clock;
    const today = now();
    const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
    const [year, month, day] = [today.getFullYear(), today.getMonth() + 1, today.getDate()];
    return localDate(year, month, day, hours, Number(minute), Number(second));
  }
  if (!/\d/.test(trimmed) || /^\d+$/.test(trimmed)) return null;
  const parsed = new Date(trimmed);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}

function localDate(
  year: number,
  month: number,
  day: number,
  hours: number,
  minutes: number,
  seconds: number,
): Date | null {
  const date = new Date(year, month - 1, day, hours, minutes, seconds);
  const isSame = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
  return isSame && hours < 24 && minutes < 60 && seconds < 60 ? date : null;
}

const exactParts: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<half>\\d{2})',
  h: '(?<half>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  tt: '(?<noon>AM|PM)',
};

/** Reads a date that stands in exactly this format (`dd/MM/yyyy HH:mm`); `null` when it does not. */
export function parseDateExact(text: string, format: string, now: () => Date): Date | null {
  const pattern = format.replaceAll(
    /yyyy|yy|MM?|dd?|HH?|hh?|mm?|ss?|tt|'([^']*)'|[^\w\s]/g,
    (token, quoted: string | undefined) => {
      if (quoted !== undefined) return quoted.replaceAll(/\W/g, '\\$&');
      return exactParts[token] ?? `\\${token}`;
    },
  );
  let found: Record<string, string | undefined> | undefined;
  try {
    found = new RegExp(`^${pattern}$`, 'i').exec(text.trim())?.groups;
  } catch {
    return null;
  }
  if (found === undefined) return null;
  const part = (name: string, otherwise: number): number => Number(found[name] ?? otherwise);
  const isAfternoon = /pm/i.test(found.noon ?? '');
  const hours = found.half === undefined ? part('hour', 0) : (part('half', 0) % 12) + (isAfternoon ? 12 : 0);
  const year = found.shortYear === undefined ? part('year', now().getFullYear()) : 2000 + part('shortYear', 0);
  return localDate(year, part('month', 1), part('day', 1), hours, part('minute', 0), part('second', 0));
}
