import type { Words } from '../language/words.ts';

/** How long something can be recovered, as the end of a sentence; `null`: without end. */
export function recoverTime(days: number | null, t: Words): string {
  return days === null ? t('recover.onHold') : t('recover.days', { count: days });
}
