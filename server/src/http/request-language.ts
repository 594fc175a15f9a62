import type { Language } from '@relais/management-contract';

/** The first of our languages in the order a browser prefers them (RFC 9110 §12.5.4); `null` when it names neither. */
export function preferredLanguage(acceptLanguage: string | undefined): Language | null {
  if (acceptLanguage === undefined) return null;
  const ranges = acceptLanguage
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { primary: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter((range) => range.weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { primary } of ranges) if (primary === 'fr' || primary === 'en') return primary;
  return null;
}
