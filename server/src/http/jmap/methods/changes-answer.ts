import { optionalInt, requireAccount, requiredString } from '../core/arguments.ts';
import type { Arguments, Method, MethodContext } from '../core/method.ts';
import { capabilities } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import type { IndexedType } from '../mail/account-index.ts';

const mailboxCounts = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

/** `Foo/changes` over the index's own log (RFC 8620 §5.2). */
export function changesMethod(type: 'Email' | 'Mailbox' | 'Thread'): Method {
  return {
    name: `${type}/changes`,
    capability: capabilities.mail,
    run: async (args, context) => changesAnswer(type, args, context),
  };
}

function changesAnswer(type: IndexedType, args: Arguments, context: MethodContext): Record<string, unknown> {
  requireAccount(args, context.accountId);
  const sinceState = requiredString(args, 'sinceState');
  const maxChanges = optionalInt(args, 'maxChanges', 1);
  const changes = context.index.changesSince(type, sinceState, maxChanges ?? undefined);
  const count = changes === null ? 0 : changes.created.length + changes.updated.length + changes.destroyed.length;
  if (changes === null || (maxChanges !== null && count > maxChanges)) throw new MethodError('cannotCalculateChanges');
  return {
    accountId: context.accountId,
    oldState: sinceState,
    newState: context.index.stateAt(changes.now),
    hasMoreChanges: changes.hasMore,
    created: changes.created,
    updated: changes.updated,
    destroyed: changes.destroyed,
    // RFC 8621 §2.2: which properties a client need fetch; null, when there may be others.
    ...(type === 'Mailbox'
      ? { updatedProperties: changes.isCountsOnly && changes.updated.length > 0 ? mailboxCounts : null }
      : {}),
  };
}
