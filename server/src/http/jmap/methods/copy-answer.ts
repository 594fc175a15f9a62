import { requiredString } from '../core/arguments.ts';
import type { Arguments, MethodContext } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';

/**
 * The other account of a /copy (RFC 8620 §5.4). @throws MethodError when it is the same or not one of the caller's.
 */
export async function sourceAccount(args: Arguments, context: MethodContext): Promise<Omit<MethodContext, 'follow'>> {
  const fromAccountId = requiredString(args, 'fromAccountId');
  if (fromAccountId === context.accountId) throw invalidArguments('fromAccountId and accountId must differ.');
  const source = await context.openAccount(fromAccountId);
  if (source === null) throw new MethodError('fromAccountNotFound');
  await source.index.sync();
  return source;
}
