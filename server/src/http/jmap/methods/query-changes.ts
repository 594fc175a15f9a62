import { booleanArgument, optionalInt, requiredString } from '../core/arguments.ts';
import type { Arguments } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import type { AccountIndex, IndexedType } from '../mail/account-index.ts';
import { queryDifference, rememberedQuery, rememberQuery } from '../mail/query-history.ts';

/**
 * What has come to and gone from a query's result since `sinceQueryState` (RFC 8620 §5.6). `find`: the result now, which is not
 * made where there is nothing to compare it with. @throws MethodError 'cannotCalculateChanges', 'tooManyChanges'
 */
export async function queryChanges(
  index: AccountIndex,
  type: IndexedType,
  query: string,
  args: Arguments,
  find: () => readonly string[] | Promise<readonly string[]>,
): Promise<Record<string, unknown>> {
  const since = requiredString(args, 'sinceQueryState');
  const before = rememberedQuery(index, query, since);
  if (before === null) throw new MethodError('cannotCalculateChanges');
  const ids = await find();
  const queryState = index.state(type);
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
