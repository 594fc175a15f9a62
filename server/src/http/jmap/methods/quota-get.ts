import { optionalInt, requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import { quotaDifference, quotasOfAccount } from '../mail/quotas.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 9425 §4.2. */
export const quotaGet: Method = {
  name: 'Quota/get',
  capability: capabilities.quota,
  run: async (args, context) => {
    const request = readGet(args, context);
    const { state, objects } = await quotasOfAccount(context, context.http.settings);
    return getAnswer(request, context, state, objects);
  },
};

/** RFC 9425 §4.3. */
export const quotaChanges: Method = {
  name: 'Quota/changes',
  capability: capabilities.quota,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const sinceState = requiredString(args, 'sinceState');
    optionalInt(args, 'maxChanges', 1);
    const { state } = await quotasOfAccount(context, context.http.settings);
    const difference = quotaDifference(sinceState, state);
    if (difference === null) throw new MethodError('cannotCalculateChanges');
    const { kind } = difference;
    const ids = (...kinds: string[]): string[] => (kinds.includes(kind) ? ['storage'] : []);
    return {
      accountId: context.accountId,
      oldState: sinceState,
      newState: state,
      hasMoreChanges: false,
      updatedProperties: kind === 'used' ? ['used'] : null,
      created: ids('created'),
      updated: ids('used', 'limits'),
      destroyed: ids('destroyed'),
    };
  },
};
