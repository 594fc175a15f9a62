import { currentLanguage, type Language } from './current-language.ts';
import { currentLocale } from './regional.ts';

/** 1,800 in English, 1 800 in French. */
export function numberText(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(currentLocale(), options).format(value);
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

const units = { en: ['bytes', 'KB', 'MB', 'GB', 'TB'], fr: ['octets', 'Ko', 'Mo', 'Go', 'To'] } as const;

/** `4.2 MB`, `4,2 Mo`: a size as people read it, in steps of 1,024. */
export function sizeText(bytes: number): string {
  let unit = 0;
  let shown = bytes;
  while (shown >= 1024 && unit < 4) {
    shown /= 1024;
    unit += 1;
  }
  const maximumFractionDigits = unit > 0 && shown < 100 ? 1 : 0;
  return `${numberText(shown, { maximumFractionDigits })}\u00a0${units[currentLanguage()][unit]}`;
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
