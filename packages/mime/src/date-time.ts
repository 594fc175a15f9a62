import { type RawText, rawText, unfold } from './raw-text.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** RFC 5322 §4.3, in minutes. Other letters say nothing that can be relied on and count as UTC. */
const namedZones: Record<string, number> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  bst: 60,
  jst: 540,
};

/**
 * A Date field's moment; null when it is none. Takes the obsolete forms too: comments, two-digit years, named zones,
 * missing seconds and zone (RFC 5322 §4.3).
 */
export function parseDate(value: Uint8Array | string): Date | null {
  const text = withoutComments(unfold(rawText(value)).slice(0, 256));
  const match =
    /^(?:[a-z]{3,9}[, ]+)?([0-9]{1,2})[ -]([a-z]{3})[a-z]{0,6}[ -]([0-9]{2,4}),? ([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.[0-9]{1,9})?)?(?: ?([+-][0-9]{4})| ([a-z]{1,5}))?/i.exec(
      text,
    );
  if (!match) return null;
  const [, dayText = '', monthText = '', yearText = '', hourText = '', minuteText = '', secondText, offset, zone] =
    match;
  const month = months.indexOf(monthText.toLowerCase());
  const day = Number(dayText);
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Math.min(Number(secondText ?? 0), 59); // A leap second is written as 60.
  if (month < 0 || day < 1 || day > 31 || hour > 24 || minute > 59 || Number(secondText ?? 0) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(fullYear(yearText), month, day);
  date.setUTCHours(hour, minute - zoneMinutes(offset, zone), second);
  return date.getUTCFullYear() > 9999 || Number.isNaN(date.getTime()) ? null : date;
}

/** `Sun, 22 Nov 2026 20:24:13 +0000`, in the zone given in minutes east of UTC (RFC 5322 §3.3). */
export function formatDate(date: Date, zoneMinutesEast = 0): string {
  const local = new Date(date.getTime() + zoneMinutesEast * 60_000);
  const month = months[local.getUTCMonth()] ?? '';
  const zone = Math.abs(zoneMinutesEast);
  const sign = zoneMinutesEast < 0 ? '-' : '+';
  return (
    `${days[local.getUTCDay()]}, ${local.getUTCDate()} ${month[0]?.toUpperCase()}${month.slice(1)} ` +
    `${String(local.getUTCFullYear()).padStart(4, '0')} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:` +
    `${two(local.getUTCSeconds())} ${sign}${two(Math.floor(zone / 60))}${two(zone % 60)}`
  );
}

// RFC 5322 §4.3: two digits 00-49 are 2000-2049, 50-99 and three digits are added to 1900.
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

function zoneMinutes(offset: string | undefined, zone: string | undefined): number {
  if (offset) {
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
    return offset[0] === '-' ? -minutes : minutes;
  }
  return zone ? (namedZones[zone.toLowerCase()] ?? 0) : 0;
}

function withoutComments(text: RawText): RawText {
  let depth = 0;
  let kept = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] as string;
    if (char === '\\' && depth > 0) i += 1;
    else if (char === '(') depth += 1;
    else if (char === ')' && depth > 0) depth -= 1;
    else if (depth === 0) kept += char;
  }
  return kept
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?: ?/g, ':')
    .trim();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
