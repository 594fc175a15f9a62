import { isRecord, requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
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
    for (const { property } of Array.isArray(args.sort) ? args.sort.filter(isRecord) : []) {
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

function quotaTest(filter: unknown): (quota: QuotaObject) => boolean {
  if (filter === undefined || filter === null) return () => true;
  if (!isRecord(filter)) throw invalidArguments('filter must be an object or null.');
  if (typeof filter.operator === 'string' && Array.isArray(filter.conditions)) {
    const tests = filter.conditions.map(quotaTest);
    if (filter.operator === 'AND') return (quota) => tests.every((test) => test(quota));
    if (filter.operator === 'OR') return (quota) => tests.some((test) => test(quota));
    if (filter.operator === 'NOT') return (quota) => !tests.some((test) => test(quota));
    throw new MethodError('unsupportedFilter');
  }
  const tests = Object.entries(filter).map(([name, value]): ((quota: QuotaObject) => boolean) => {
    switch (name) {
      case 'name':
        return (quota) => quota.name.includes(String(value));
      case 'scope':
      case 'resourceType':
        return (quota) => quota[name] === value;
      case 'type':
        return ({ types }) => Array.isArray(types) && types.includes(value);
      default:
        throw new MethodError('unsupportedFilter', `${name} is no condition of a Quota query.`);
    }
  });
  return (quota) => tests.every((test) => test(quota));
}
