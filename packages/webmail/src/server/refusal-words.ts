import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import type { Values } from '@relais/browser-frame/language/say.ts';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import type { Words } from '../language/words.ts';
import { JmapError } from './jmap.ts';

/** What JMAP refuses (RFC 8620 §3.6.2 and §5.3, RFC 8621) and its limits, each in words of ours. */
const words = {
  accountNotFound: 'sharing.closed',
  accountReadOnly: 'sharing.readOnly',
  blobNotFound: 'refused.blobNotFound',
  cannotUnsend: 'refused.cannotUnsend',
  forbidden: 'refused.forbidden',
  forbiddenFrom: 'refused.forbiddenFrom',
  forbiddenMailFrom: 'refused.forbiddenFrom',
  invalidEmail: 'refused.invalidEmail',
  invalidProperties: 'refused.invalidProperties',
  invalidRecipients: 'refused.invalidRecipients',
  mailboxHasChild: 'refused.mailboxHasChild',
  mailboxHasEmail: 'refused.mailboxHasEmail',
  maxConcurrentRequests: 'refused.tooMuchAtOnce',
  maxConcurrentUpload: 'refused.tooMuchAtOnce',
  maxSizeRequest: 'refused.tooLarge',
  maxSizeUpload: 'refused.tooLarge',
  mdnAlreadySent: 'refused.mdnAlreadySent',
  noRecipients: 'refused.noRecipients',
  notFound: 'refused.notFound',
  overQuota: 'options.full',
  rateLimit: 'refused.rateLimit',
  requestTooLarge: 'refused.tooLarge',
  serverFail: 'refused.serverFail',
  serverUnavailable: 'refused.serverUnavailable',
  tooLarge: 'refused.tooLarge',
  tooManyKeywords: 'refused.tooManyKeywords',
  tooManyRecipients: 'refused.tooManyRecipients',
} as const;

/** These say it better than the server does, whatever the language. */
const alwaysOurs: ReadonlySet<string> = new Set(['overQuota', 'accountReadOnly', 'accountNotFound', 'notFound']);

/**
 * Why something was refused, in the reader's language. What the server says of JMAP's refusals is English, and more exact than
 * the type alone: who reads English reads that.
 */
export function refusalWords(cause: unknown, t: Words): string {
  if (!(cause instanceof Error)) return String(cause);
  const type = cause instanceof JmapError ? cause.type : cause instanceof RequestError ? cause.code : '';
  const isOurs = currentLanguage() !== 'en' || alwaysOurs.has(type) || cause.message === type;
  if (!isOurs) return cause.message;
  if (type === 'invalidProperties' && isName(cause)) return t('refused.nameTaken');
  if (Object.hasOwn(words, type)) return t(words[type as keyof typeof words], detailsOf(cause));
  return cause instanceof JmapError ? t('refused.other', { type }) : cause.message;
}

/** A folder's name, which is taken or cannot be one. */
function isName(cause: Error): boolean {
  return cause instanceof JmapError && String(cause.details.properties) === 'name';
}

/** What of a refusal is no text. */
function detailsOf(cause: Error): Values {
  const { invalidRecipients = [] } = cause instanceof JmapError ? cause.details : {};
  const recipients = (invalidRecipients as readonly string[]).join(', ');
  return { recipients };
}
