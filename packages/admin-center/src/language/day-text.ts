import { currentLocale } from '@relais/browser-frame/language/regional.ts';

type Part = 'day' | 'month' | 'year';

/** In which order the reader writes a day, and what stands between its parts: `28/11/2026`, `11/28/2026`, `28.11.2026`. */
function formOf(locale: string): { readonly order: readonly Part[]; readonly between: string } {
  const parts = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric' }).formatToParts(
    new Date(2000, 0, 1),
  );
  return {
    order: parts.flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : [])),
    between: parts.find(({ type }) => type === 'literal')?.value ?? '/',
  };
}

/** `jj/mm/aaaa`, out of the language's letters for day, month and year. */
export function dayPattern(letters: Readonly<Record<Part, string>>, locale = currentLocale()): string {
  const { order, between } = formOf(locale);
  return order.map((part) => letters[part].repeat(part === 'year' ? 4 : 2)).join(between);
}

/** The day that somebody wrote in his own order, or as ISO 8601 does, as `2026-11-28`; `null` when there is no such day. */
export function parseDay(text: string, locale = currentLocale()): string | null {
  const numbers = text.trim().split(/[/.\-\s]+/);
  if (numbers.length !== 3 || numbers.some((number) => !/^\d{1,4}$/.test(number))) return null;
  const order: readonly Part[] = numbers[0]?.length === 4 ? ['year', 'month', 'day'] : formOf(locale).order;
  const of = (part: Part): number => Number(numbers[order.indexOf(part)]);
  const year = of('year') < 100 ? 2000 + of('year') : of('year');
  // A day that its month does not have would be one of the next month.
  const date = new Date(Date.UTC(year, of('month') - 1, of('day')));
  const isReal = date.getUTCMonth() === of('month') - 1 && date.getUTCDate() === of('day') && year > 999;
  return isReal ? date.toISOString().slice(0, 10) : null;
}
