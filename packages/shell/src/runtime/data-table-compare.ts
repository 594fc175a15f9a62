import { areEqual, sortOrder } from './compare.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';
import { wildcardTest } from './wildcard.ts';

export type Comparison = '=' | '<>' | '<' | '>' | '<=' | '>=' | 'LIKE';

/** As in a filter of .NET's DataTable: without case, and a missing value is neither equal nor unequal to anything. */
export function compareValues(held: Value, operator: Comparison, wanted: Value): boolean {
  if (held === null) return false;
  switch (operator) {
    case '=':
      return areEqual(held, wanted);
    case '<>':
      return !areEqual(held, wanted);
    case '<':
      return sortOrder(held, wanted) < 0;
    case '>':
      return sortOrder(held, wanted) > 0;
    case '<=':
      return sortOrder(held, wanted) <= 0;
    case '>=':
      return sortOrder(held, wanted) >= 0;
    case 'LIKE':
      return wildcardTest(toText(wanted).replaceAll(/[?[`]/g, '`$&').replaceAll('%', '*'))(toText(held));
  }
}
