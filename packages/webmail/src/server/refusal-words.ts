import type { TFunction } from 'i18next';
import { JmapError } from './jmap.ts';

/** Why something was refused, in the reader's language where the refusal is an everyday one. */
export function refusalWords(cause: unknown, t: TFunction): string {
  if (cause instanceof JmapError && cause.type === 'overQuota') return t('options.full');
  return cause instanceof Error ? cause.message : String(cause);
}
