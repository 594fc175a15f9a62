import { booleanArgument, optionalInt, optionalString } from '../core/arguments.ts';
import { maxIdsInQuery } from '../core/limits.ts';
import type { Arguments } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';

/** The part of a query's result that was asked for (RFC 8620 §5.5). @throws MethodError 'anchorNotFound' */
export function pageOf(
  all: readonly string[],
  args: Arguments,
): {
  readonly ids: readonly string[];
  readonly position: number;
  readonly total?: number;
  readonly limit?: number;
} {
  const anchor = optionalString(args, 'anchor');
  let position: number;
  if (anchor !== null) {
    const at = all.indexOf(anchor);
    if (at < 0) throw new MethodError('anchorNotFound');
    position = Math.max(0, at + (optionalInt(args, 'anchorOffset', Number.MIN_SAFE_INTEGER) ?? 0));
  } else {
    const asked = optionalInt(args, 'position', Number.MIN_SAFE_INTEGER) ?? 0;
    position = asked < 0 ? Math.max(0, all.length + asked) : asked;
  }
  const asked = optionalInt(args, 'limit', 0);
  const limit = Math.min(asked ?? maxIdsInQuery, maxIdsInQuery);
  return {
    position,
    ids: all.slice(position, position + limit),
    ...(booleanArgument(args, 'calculateTotal') ? { total: all.length } : {}),
    ...(asked === null || asked > limit ? { limit } : {}),
  };
}
