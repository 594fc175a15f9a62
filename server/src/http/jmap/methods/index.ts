import { capabilities, type Method } from '../core/method.ts';
import { blobCopy } from './blob-copy.ts';
import { blobGet } from './blob-get.ts';
import { blobLookup } from './blob-lookup.ts';
import { blobUpload } from './blob-upload.ts';
import { changesMethod } from './changes-answer.ts';
import { emailCopy } from './email-copy.ts';
import { emailGet } from './email-get.ts';
import { emailImport } from './email-import.ts';
import { emailParse } from './email-parse.ts';
import { emailQueryChanges, emailQueryMethod } from './email-query.ts';
import { emailSet } from './email-set.ts';
import { emailSubmissionGet } from './email-submission-get.ts';
import { emailSubmissionChanges, emailSubmissionQuery, emailSubmissionQueryChanges } from './email-submission-query.ts';
import { emailSubmissionSet } from './email-submission-set.ts';
import { identityChanges, identityGet } from './identity-get.ts';
import { identitySet } from './identity-set.ts';
import { mailboxGet } from './mailbox-get.ts';
import { mailboxQuery, mailboxQueryChanges } from './mailbox-query.ts';
import { mailboxSet } from './mailbox-set.ts';
import { mdnParse } from './mdn-parse.ts';
import { mdnSend } from './mdn-send.ts';
import { pushSubscriptionGet, pushSubscriptionSet } from './push-subscription.ts';
import { quotaChanges, quotaGet } from './quota-get.ts';
import { quotaQuery, quotaQueryChanges } from './quota-query.ts';
import { searchSnippetGet } from './search-snippet-get.ts';
import { threadGet } from './thread-get.ts';
import { vacationResponseGet } from './vacation-response-get.ts';
import { vacationResponseSet } from './vacation-response-set.ts';

/** RFC 8620 §4. */
const coreEcho: Method = {
  name: 'Core/echo',
  capability: capabilities.core,
  isOfNoAccount: true,
  run: async (args) => ({ ...args }),
};

const all: readonly Method[] = [
  coreEcho,
  pushSubscriptionGet,
  pushSubscriptionSet,
  blobCopy,
  blobUpload,
  blobGet,
  blobLookup,
  mailboxGet,
  mailboxQuery,
  mailboxQueryChanges,
  changesMethod('Mailbox'),
  mailboxSet,
  threadGet,
  changesMethod('Thread'),
  emailGet,
  emailQueryMethod,
  emailQueryChanges,
  changesMethod('Email'),
  emailSet,
  emailImport,
  emailCopy,
  emailParse,
  searchSnippetGet,
  identityGet,
  identityChanges,
  identitySet,
  emailSubmissionGet,
  emailSubmissionQuery,
  emailSubmissionQueryChanges,
  emailSubmissionChanges,
  emailSubmissionSet,
  mdnSend,
  mdnParse,
  quotaGet,
  quotaChanges,
  quotaQuery,
  quotaQueryChanges,
  vacationResponseGet,
  vacationResponseSet,
];

export const methods: ReadonlyMap<string, Method> = new Map(all.map((method) => [method.name, method]));
