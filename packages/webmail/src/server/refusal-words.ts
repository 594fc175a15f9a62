import type { TFunction } from 'i18next';
import { JmapError } from './jmap.ts';

/** Why something was refused, in the reader's language where the refusal is an everyday one. */
export function refusalWords(cause: unknown, t: TFunction): string {
  if (cause instanceof JmapError) {
    if (cause.type === 'overQuota') return t('options.full');
    if (cause.type === 'accountReadOnly') return t('sharing.readOnly');
    if (cause.type === 'accountNotFound') return t('sharing.closed');
  }
  return cause instanceof Error ? cause.message : String(cause);
}
