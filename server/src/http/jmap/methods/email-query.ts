import { booleanArgument, requireAccount } from '../core/arguments.ts';
import { type Arguments, capabilities, type Method } from '../core/method.ts';
import { emailQuery } from '../mail/email-query.ts';
import { rememberedQuery, rememberQuery } from '../mail/query-history.ts';
import { queryChanges } from './query-changes.ts';
import { pageOf } from './query-page.ts';

/** RFC 8621 §4.4. */
export const emailQueryMethod: Method = {
  name: 'Email/query',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const { index } = context;
    const queryState = index.state('Email');
    // Nothing changed since the same was asked: another page of the same list.
    const ids =
      rememberedQuery(index, queryKey(args), queryState) ??
      (await emailQuery(index, args.filter, args.sort, booleanArgument(args, 'collapseThreads')));
    rememberQuery(index, queryKey(args), queryState, ids);
    return { accountId: context.accountId, queryState, canCalculateChanges: true, ...pageOf(ids, args) };
  },
};

/** RFC 8621 §4.5. */
export const emailQueryChanges: Method = {
  name: 'Email/queryChanges',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const { index } = context;
    const differences = await queryChanges(index, 'Email', queryKey(args), args, () =>
      emailQuery(index, args.filter, args.sort, booleanArgument(args, 'collapseThreads')),
    );
    return { accountId: context.accountId, ...differences };
  },
};

function queryKey({ filter, sort, collapseThreads }: Arguments): string {
  return JSON.stringify([filter ?? null, sort ?? null, collapseThreads === true]);
}
