/**
 * Reads dates as administrators write them: ISO, `1/31/2026 5:00 PM` (month first, as the invariant culture) and what
 * the platform's own reader understands. `null` when it is no date. A date without a zone is local time.
 */
export function parseDate(text: string): Date | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  if (iso !== null) return localDate(Number(iso[1]), Number(iso[2]), Number(iso[3]), 0, 0, 0);
  const slashed =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(AM|PM)?)?$/i.exec(trimmed);
  if (slashed !== null) {
    const [, month, day, year = '', hour = '0', minute = '0', second = '0', half] = slashed;
    const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
    let hours = Number(hour);
    if (half !== undefined) hours = (hours % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
    return localDate(fullYear, Number(month), Number(day), hours, Number(minute), Number(second));
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
