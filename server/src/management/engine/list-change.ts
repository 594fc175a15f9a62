import type { ListChange, ManagementValue } from '@relais/management-contract';

/** What `@{Add=…;Remove=…}` makes of a list; values are compared as text without case, as Exchange does. */
export function applyListChange(
  current: readonly ManagementValue[],
  { add, remove }: ListChange,
): readonly ManagementValue[] {
  const key = (value: ManagementValue): string => String(value).toLowerCase();
  const removed = new Set(remove.map(key));
  const kept = current.filter((value) => !removed.has(key(value)));
  const present = new Set(kept.map(key));
  return [...kept, ...add.filter((value) => !present.has(key(value)))];
}
