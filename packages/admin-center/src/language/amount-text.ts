import { currentLanguage, type Language } from '@relais/browser-frame/language/current-language.ts';
import { numberText, parseWholeNumber } from '@relais/browser-frame/language/numbers.ts';

const unlimited = { en: 'Unlimited', fr: 'Illimité' } as const;

/**
 * A size or a limit in a field, as the reader writes it: `Unlimited`, `1800` and `1.9GB`, as cmdlets write them, are
 * `Illimité`, `1 800` and `1,9 Go` in French. `sentAmount` is the way back.
 */
export function writtenAmount(amount: string, language: Language = currentLanguage()): string {
  if (amount.toLowerCase() === 'unlimited') return unlimited[language];
  if (/^\d+$/.test(amount)) return numberText(Number(amount));
  const [, number, unit] = /^([\d.]+)([KMGT]?)B$/.exec(amount) ?? [];
  if (number === undefined || language === 'en') return amount;
  return `${number.replace('.', ',')}\u00a0${unit === '' ? 'octets' : `${unit}o`}`;
}

/** What cmdlets take, of an amount in words and units of either language; anything else as it was typed. */
export function sentAmount(text: string, language: Language = currentLanguage()): string {
  const plain = text
    .trim()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
  if (/^(?:unlimited|illimite)$/.test(plain)) return 'Unlimited';
  const [, number, unit = ''] = /^(\d[\d\s.,]*)([kmgt]?)(?:b|bytes?|o|octets?)$/.exec(plain) ?? [];
  if (number !== undefined) {
    const ungrouped = number.replaceAll(/\s/g, '');
    return `${ungrouped.replaceAll(',', language === 'en' ? '' : '.')}${unit.toUpperCase()}B`;
  }
  const whole = parseWholeNumber(text, language);
  return whole === null ? text.trim() : String(whole);
}

const asPrinted = /(\d[\d,]*(?:\.\d+)?)[ \u00a0]?([KMGT]?B|bytes)\b/g;

/** What a server says in French of amounts, as French pages write them: `36 Mo`, `illimité`. English stays. */
export function amountsOfText(text: string, language: Language = currentLanguage()): string {
  if (language === 'en') return text;
  return text
    .replaceAll(asPrinted, (_, printed: string, unit: string) => {
      const number = new Intl.NumberFormat(language).format(Number(printed.replaceAll(',', '')));
      return `${number}\u00a0${/^(?:B|bytes)$/.test(unit) ? 'octets' : `${unit.charAt(0)}o`}`;
    })
    .replaceAll('B, KB, MB, GB ou TB', 'Ko, Mo, Go ou To')
    .replaceAll(/\bunlimited\b/g, 'illimité');
}
