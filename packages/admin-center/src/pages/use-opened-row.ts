import type { ManagementObject } from '@relais/management-contract';
import { useState } from 'react';
import { textOf } from '../server/rows.ts';

/**
 * The row of a list whose properties are open, by the address; `undefined` for none. One that is renamed stays open under its new
 * name. One that somebody else removes stays too, for what was typed into it would be gone without a word: then, and where the
 * address names what is not in the list, `isGone`.
 */
export function useOpenedRow(
  rows: readonly ManagementObject[] | undefined,
  item: string | null,
  keyOf: (row: ManagementObject) => string,
): { readonly row: ManagementObject | undefined; readonly isGone: boolean } {
  const [held, setHeld] = useState<{ readonly item: string; readonly row: ManagementObject } | null>(null);
  const isOne = item !== null && !item.startsWith('~');
  const before = held !== null && held.item === item ? held.row : undefined;
  const guid = textOf(before, 'Guid');
  const found = isOne
    ? (rows?.find((row) => keyOf(row) === item) ??
      (guid === '' ? undefined : rows?.find((row) => textOf(row, 'Guid') === guid)))
    : undefined;
  if (isOne && found !== undefined && found !== before) setHeld({ item, row: found });
  return { row: found ?? before, isGone: isOne && rows !== undefined && found === undefined };
}
