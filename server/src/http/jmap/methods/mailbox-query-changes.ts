import { requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';

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
