/** Of a range at most a fifth may be numbers that nobody asked for: reading rows in their order is that much faster than looking each up. */
const mostSpread = 1.25;

/**
 * The range of numbers that lie so close together that it is read faster than a list of them; null: they do not, or there are
 * none. Whoever reads it may be given rows that were not asked for.
 */
export function closeRange(numbers: readonly number[]): { readonly least: number; readonly most: number } | null {
  let least = Number.MAX_SAFE_INTEGER;
  let most = 0;
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return most - least < numbers.length * mostSpread && numbers.length > 0 ? { least, most } : null;
}
