import type { Submission } from '../../../domain/personal/submission.ts';
import { optionalInt, requireAccount, requiredString } from '../core/arguments.ts';
import { moment, text, texts } from '../core/condition-values.ts';
import { filterTest, type Test } from '../core/filter.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import { comparatorsIn } from '../mail/comparators.ts';
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

const submissionTest = (filter: unknown): Test<Submission> => filterTest(filter, conditionTest);

function conditionTest(name: string, value: unknown): Test<Submission> {
  switch (name) {
    case 'identityIds':
    case 'emailIds':
    case 'threadIds': {
      const ids = new Set(texts(name, value));
      const property = name === 'identityIds' ? 'identityId' : name === 'emailIds' ? 'emailId' : 'threadId';
      return (one) => ids.has(one[property]);
    }
    case 'undoStatus': {
      const status = text(name, value);
      return (one) => one.undoStatus === status;
    }
    case 'before': {
      const time = moment(name, value);
      return (one) => one.sendAt < time;
    }
    case 'after': {
      const time = moment(name, value);
      return (one) => one.sendAt >= time;
    }
    default:
      throw new MethodError('unsupportedFilter', `${name} is no condition of an EmailSubmission query.`);
  }
}

function sortSubmissions(found: Submission[], sort: unknown): void {
  const keyOf = (property: string): ((one: Submission) => string) => {
    if (property === 'emailId') return (one) => one.emailId;
    if (property === 'threadId') return (one) => one.threadId;
    // The RFC's list says sentAt where its object says sendAt.
    if (property === 'sentAt' || property === 'sendAt') return (one) => String(one.sendAt).padStart(16, '0');
    throw new MethodError('unsupportedSort', `EmailSubmissions cannot be sorted by ${property}.`);
  };
  const keys = comparatorsIn(sort).map(({ property, isAscending }) => ({ key: keyOf(property), isAscending }));
  found.sort((a, b) => {
    for (const { key, isAscending } of keys) {
      const order = key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
      if (order !== 0) return isAscending ? order : -order;
    }
    return a.sendAt - b.sendAt;
  });
}
