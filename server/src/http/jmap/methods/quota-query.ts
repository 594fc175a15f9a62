import { requireAccount, requiredString } from '../core/arguments.ts';
import { text } from '../core/condition-values.ts';
import { filterTest, type Test } from '../core/filter.ts';
import { capabilities, type Method } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import { comparatorsIn } from '../mail/comparators.ts';
import { type QuotaObject, quotasOfAccount } from '../mail/quotas.ts';
import { pageOf } from './query-page.ts';

/** RFC 9425 §4.4. */
export const quotaQuery: Method = {
  name: 'Quota/query',
  capability: capabilities.quota,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const { state, objects } = await quotasOfAccount(context, context.http.settings);
    const found = [...objects.values()].filter(quotaTest(args.filter));
    // There is one at most, so whatever order is asked for is kept.
    for (const { property } of comparatorsIn(args.sort)) {
      if (property !== 'name' && property !== 'used') throw new MethodError('unsupportedSort');
    }
    const ids = found.map(({ id }) => String(id));
    return { accountId: context.accountId, queryState: state, canCalculateChanges: false, ...pageOf(ids, args) };
  },
};

/** RFC 9425 §4.5: there is one quota at most, and its query is asked anew. */
export const quotaQueryChanges: Method = {
  name: 'Quota/queryChanges',
  capability: capabilities.quota,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    requiredString(args, 'sinceQueryState');
    throw new MethodError('cannotCalculateChanges');
  },
};

const quotaTest = (filter: unknown): Test<QuotaObject> => filterTest(filter, conditionTest);

function conditionTest(name: string, value: unknown): Test<QuotaObject> {
  switch (name) {
    case 'name': {
      const wanted = text(name, value);
      return (quota) => quota.name.includes(wanted);
    }
    case 'scope':
    case 'resourceType': {
      const wanted = text(name, value);
      return (quota) => quota[name] === wanted;
    }
    case 'type': {
      const wanted = text(name, value);
      return ({ types }) => Array.isArray(types) && types.includes(wanted);
    }
    default:
      throw new MethodError('unsupportedFilter', `${name} is no condition of a Quota query.`);
  }
}
