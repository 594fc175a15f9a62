import { capabilities, type Method } from '../core/method.ts';
import { changesMethod } from './changes-answer.ts';
import { emailGet } from './email-get.ts';
import { emailImport } from './email-import.ts';
import { emailQueryChanges, emailQueryMethod } from './email-query.ts';
import { emailSet } from './email-set.ts';
import { emailSubmissionSet } from './email-submission-set.ts';
import { identityGet } from './identity-get.ts';
import { mailboxGet } from './mailbox-get.ts';
import { mailboxQuery } from './mailbox-query.ts';
import { mailboxSet } from './mailbox-set.ts';
import {
  emailSubmissionChanges,
  emailSubmissionGet,
  emailSubmissionQuery,
  identityChanges,
  mailboxQueryChanges,
} from './no-history.ts';
import { quotaGet } from './quota-get.ts';
import { searchSnippetGet } from './search-snippet-get.ts';
import { threadGet } from './thread-get.ts';

/** RFC 8620 §4. */
const coreEcho: Method = { name: 'Core/echo', capability: capabilities.core, run: async (args) => ({ ...args }) };

const all: readonly Method[] = [
  coreEcho,
  mailboxGet,
  mailboxQuery,
  mailboxQueryChanges,
  changesMethod('Mailbox', { updatedProperties: null }),
  mailboxSet,
  threadGet,
  changesMethod('Thread'),
  emailGet,
  emailQueryMethod,
  emailQueryChanges,
  changesMethod('Email'),
  emailSet,
  emailImport,
  searchSnippetGet,
  identityGet,
  identityChanges,
  emailSubmissionGet,
  emailSubmissionQuery,
  emailSubmissionChanges,
  emailSubmissionSet,
  quotaGet,
];

export const methods: ReadonlyMap<string, Method> = new Map(all.map((method) => [method.name, method]));
