import { currentLanguage, type Language } from './language.ts';

/** 1,800 in English, 1 800 in French. */
export function numberText(value: number): string {
  return new Intl.NumberFormat(currentLanguage()).format(value);
}

/**
 * A whole number as people write it; `null` when it is none. The language's own grouping may stand anywhere, for
 * people edit `1,800` into `1,8000`; the other one's only where it groups by three: `1,5` is no 15 in French.
 */
export function parseWholeNumber(text: string, language: Language = currentLanguage()): number | null {
  const withoutSpaces = text.replaceAll(/\s/g, '');
  const written = language === 'en' ? withoutSpaces.replaceAll(',', '') : withoutSpaces;
  if (!/^\d{1,15}$|^\d{1,3}(?:[,.]\d{3})+$/.test(written)) return null;
  return Number(written.replaceAll(/\D/g, ''));
}

export function dateTimeText(value: Date): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'medium' }).format(value);
}

/** The time of day alone: `14:05`, `2:05 PM`. */
export function timeText(value: Date): string {
  return new Intl.DateTimeFormat(currentLanguage(), { timeStyle: 'short' }).format(value);
}

/** `4.2 MB`, `4,2 Mo`. */
export function sizeText(bytes: number): string {
  const units = currentLanguage() === 'fr' ? ['o', 'Ko', 'Mo', 'Go', 'To'] : ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let shown = bytes;
  while (shown >= 1024 && unit < units.length - 1) {
    shown /= 1024;
    unit += 1;
  }
  const digits = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: shown < 10 && unit > 0 ? 1 : 0 });
  return `${digits.format(shown)}\u00a0${units[unit]}`;
}

/** How long ago or how long, in the two largest units: `3 h 20 min`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const day = currentLanguage() === 'fr' ? 'j' : 'd';
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), day],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return `0\u00a0s`;
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${numberText(amount)}\u00a0${unit}`)
    .join(' ');
}
