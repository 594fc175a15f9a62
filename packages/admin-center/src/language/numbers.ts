import { currentLanguage } from './language.ts';

/** 1,800 in English, 1 800 in French. */
export function numberText(value: number): string {
  return new Intl.NumberFormat(currentLanguage()).format(value);
}

/** A whole number as people write it in either language: `1800`, `1 800`, `1,800`; `null` when it is none. */
export function parseWholeNumber(text: string): number | null {
  const digits = text.trim();
  if (!/^\d{1,3}(?:[\s,.\u00a0\u202f]\d{3})+$|^\d{1,15}$/.test(digits)) return null;
  return Number(digits.replace(/\D/g, ''));
}

export function dateTimeText(value: Date): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'medium' }).format(value);
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
