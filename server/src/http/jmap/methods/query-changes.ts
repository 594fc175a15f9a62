import { booleanArgument, optionalInt, requiredString } from '../core/arguments.ts';
import type { Arguments } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import type { AccountIndex } from '../mail/account-index.ts';
import { queryDifference, rememberedQuery, rememberQuery } from '../mail/query-history.ts';

/**
 * What has come to and gone from a query's result since `sinceQueryState` (RFC 8620 §5.6). `ids`: the result now, in
 * `queryState`. @throws MethodError 'cannotCalculateChanges', 'tooManyChanges'
 */
export function queryChanges(
  index: AccountIndex,
  query: string,
  queryState: string,
  ids: readonly string[],
  args: Arguments,
): Record<string, unknown> {
  const since = requiredString(args, 'sinceQueryState');
  const before = rememberedQuery(index, query, since);
  if (before === null) throw new MethodError('cannotCalculateChanges');
  rememberQuery(index, query, queryState, ids);
  const difference = queryDifference(before, ids);
  const maxChanges = optionalInt(args, 'maxChanges', 1);
  if (maxChanges !== null && difference.removed.length + difference.added.length > maxChanges)
    throw new MethodError('tooManyChanges');
  return {
    oldQueryState: since,
    newQueryState: queryState,
    ...(booleanArgument(args, 'calculateTotal') ? { total: ids.length } : {}),
    ...difference,
  };
}
