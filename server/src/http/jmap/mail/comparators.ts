import { isRecord } from '../core/arguments.ts';
import { requestBounds } from '../core/limits.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { collationOf, type Compare } from './collation.ts';

/** One of a query's `sort` (RFC 8620 §5.5). */
export interface Comparator {
  readonly property: string;
  readonly isAscending: boolean;
  /** Of the properties that need one (RFC 8621 §4.4.2). */
  readonly keyword: string | null;
  readonly compareTexts: Compare;
}

/** None when no order is asked for. @throws MethodError 'invalidArguments', 'unsupportedSort' */
export function comparatorsIn(sort: unknown): readonly Comparator[] {
  if (sort === undefined || sort === null) return [];
  if (!Array.isArray(sort)) throw invalidArguments('sort must be an array of comparators or null.');
  if (sort.length > requestBounds.comparators) throw new MethodError('unsupportedSort', 'Too many comparators.');
  return sort.map((item: unknown) => {
    if (!isRecord(item) || typeof item.property !== 'string') throw invalidArguments('A comparator names a property.');
    const isAscending = item.isAscending ?? true;
    if (typeof isAscending !== 'boolean') throw invalidArguments('isAscending of a comparator is true or false.');
    return {
      property: item.property,
      isAscending,
      keyword: typeof item.keyword === 'string' ? item.keyword : null,
      compareTexts: collationOf(item.collation),
    };
  });
}
