import { TimeSpan } from '@relais/management-contract';
import type { Value } from './values.ts';

/** What `if` makes of a value: empty, zero and `$null` are false; a list of one is what its item is. */
export function toBoolean(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (Array.isArray(value)) return value.length === 1 ? toBoolean(value[0] ?? null) : value.length > 1;
  if (value instanceof TimeSpan) return true;
  return true;
}
