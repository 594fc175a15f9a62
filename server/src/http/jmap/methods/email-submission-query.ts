import type { Submission } from '../../../domain/personal/submission.ts';
import { isRecord, optionalInt, requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { pageOf } from './query-page.ts';

/** RFC 8621 §7.3. */
export const emailSubmissionQuery: Method = {
  name: 'EmailSubmission/query',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const test = submissionTest(args.filter);
    const found = (await context.parts.submissions.of(context.accountId)).filter(test);
    sortSubmissions(found, args.sort);
    return {
      accountId: context.accountId,
      queryState: String(await context.parts.submissions.state(context.accountId)),
      canCalculateChanges: false,
      ...pageOf(
        found.map(({ id }) => id),
        args,
      ),
    };
  },
};

/** RFC 8621 §7.2. */
export const emailSubmissionChanges: Method = {
  name: 'EmailSubmission/changes',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const sinceState = requiredString(args, 'sinceState');
    const max = optionalInt(args, 'maxChanges', 1);
    const changes = await changesOf(context, sinceState);
    const count = changes === null ? 0 : changes.created.length + changes.updated.length + changes.destroyed.length;
    if (changes === null || (max !== null && count > max)) throw new MethodError('cannotCalculateChanges');
    const { newState, ...ids } = changes;
    return {
      accountId: context.accountId,
      oldState: sinceState,
      newState: String(newState),
      hasMoreChanges: false,
      ...ids,
    };
  },
};

/** Submissions are few; their queries are asked anew (RFC 8620 §5.6). */
export const emailSubmissionQueryChanges: Method = {
  name: 'EmailSubmission/queryChanges',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    requiredString(args, 'sinceQueryState');
    throw new MethodError('cannotCalculateChanges');
  },
};

function changesOf(context: MethodContext, state: string) {
  return /^\d{1,15}$/.test(state)
    ? context.parts.submissions.changesSince(context.accountId, Number(state))
    : Promise.resolve(null);
}

function submissionTest(filter: unknown): (submission: Submission) => boolean {
  if (filter === undefined || filter === null) return () => true;
  if (!isRecord(filter)) throw invalidArguments('filter must be an object or null.');
  if (typeof filter.operator === 'string' && Array.isArray(filter.conditions)) {
    const tests = filter.conditions.map(submissionTest);
    if (filter.operator === 'AND') return (one) => tests.every((test) => test(one));
    if (filter.operator === 'OR') return (one) => tests.some((test) => test(one));
    if (filter.operator === 'NOT') return (one) => !tests.some((test) => test(one));
    throw new MethodError('unsupportedFilter');
  }
  const tests = Object.entries(filter).map(([name, value]): ((one: Submission) => boolean) => {
    switch (name) {
      case 'identityIds':
        return (one) => listed(value, one.identityId);
      case 'emailIds':
        return (one) => listed(value, one.emailId);
      case 'threadIds':
        return (one) => listed(value, one.threadId);
      case 'undoStatus':
        return (one) => one.undoStatus === value;
      case 'before':
        return (one) => one.sendAt < Date.parse(String(value));
      case 'after':
        return (one) => one.sendAt >= Date.parse(String(value));
      default:
        throw new MethodError('unsupportedFilter', `${name} is no condition of an EmailSubmission query.`);
    }
  });
  return (one) => tests.every((test) => test(one));
}

function listed(value: unknown, id: string): boolean {
  return Array.isArray(value) && value.includes(id);
}

function sortSubmissions(found: Submission[], sort: unknown): void {
  const comparators = Array.isArray(sort) ? sort.filter(isRecord) : [];
  const keyOf = (property: unknown): ((one: Submission) => string) => {
    if (property === 'emailId') return (one) => one.emailId;
    if (property === 'threadId') return (one) => one.threadId;
    // The RFC's list says sentAt where its object says sendAt.
    if (property === 'sentAt' || property === 'sendAt') return (one) => String(one.sendAt).padStart(16, '0');
    throw new MethodError('unsupportedSort');
  };
  const keys = comparators.map(({ property, isAscending }) => ({ key: keyOf(property), isAscending }));
  found.sort((a, b) => {
    for (const { key, isAscending } of keys) {
      const order = key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
      if (order !== 0) return isAscending === false ? -order : order;
    }
    return a.sendAt - b.sendAt;
  });
}
