import { optionalIds, requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import { pageOf } from './query-page.ts';

/**
 * What is read of submissions and of the history of identities. Submissions are over when they are answered and none is
 * kept (email-submission-set.ts), so every list is empty and no id is found.
 */
export const emailSubmissionGet: Method = {
  name: 'EmailSubmission/get',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    return { accountId: context.accountId, state: 'none', list: [], notFound: optionalIds(args, 'ids') ?? [] };
  },
};

export const emailSubmissionQuery: Method = {
  name: 'EmailSubmission/query',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    return { accountId: context.accountId, queryState: 'none', canCalculateChanges: false, ...pageOf([], args) };
  },
};

export const emailSubmissionChanges: Method = {
  name: 'EmailSubmission/changes',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    if (requiredString(args, 'sinceState') !== 'none') throw new MethodError('cannotCalculateChanges');
    return {
      accountId: context.accountId,
      oldState: 'none',
      newState: 'none',
      hasMoreChanges: false,
      created: [],
      updated: [],
      destroyed: [],
    };
  },
};

/** Identities follow the directory, which tells no history; the client reads them anew (RFC 8620 §5.2). */
export const identityChanges: Method = {
  name: 'Identity/changes',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    requiredString(args, 'sinceState');
    throw new MethodError('cannotCalculateChanges');
  },
};

/** Mailboxes are few; their queries are asked anew (RFC 8620 §5.6). */
export const mailboxQueryChanges: Method = {
  name: 'Mailbox/queryChanges',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    requiredString(args, 'sinceQueryState');
    throw new MethodError('cannotCalculateChanges');
  },
};
