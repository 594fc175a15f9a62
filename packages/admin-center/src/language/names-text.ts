import type { useWords } from './words.ts';

const named = 10;

/** Names in a sentence: the first ten of many, and how many more there are. */
export function namesText(names: readonly string[], t: ReturnType<typeof useWords>): string {
  const first = names.slice(0, named).join(', ');
  return names.length <= named ? first : t('list.namesMore', { names: first, count: names.length - named });
}
