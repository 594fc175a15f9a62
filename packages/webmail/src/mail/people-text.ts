import type { Words } from '../language/words.ts';
import { type EmailAddress, shownName } from './mail-types.ts';

const mostNames = 5;

/** The names of these people in a line; of a crowd the first, and how many more there are. Empty for nobody. */
export function peopleText(people: readonly EmailAddress[] | null, t: Words): string {
  const all = people ?? [];
  const shown = all.length > mostNames + 1 ? all.slice(0, mostNames) : all;
  const names = shown.map(shownName).join(', ');
  return shown.length === all.length ? names : `${names} ${t('mail.morePeople', { count: all.length - shown.length })}`;
}
