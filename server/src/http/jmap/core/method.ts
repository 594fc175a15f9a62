import { MethodError } from './method-error.ts';
import type { SignedInCaller } from '../../caller.ts';
import type { HttpContext } from '../../http-context.ts';
import { mayAnswerFor } from '../mail/identities.ts';
import type { Uploads } from '../mail/uploads.ts';
import type { JmapParts } from '../jmap-parts.ts';
import type { UserAccount } from '../user-accounts.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** What the methods of one request share. */
export interface MethodContext extends UserAccount {
  readonly http: HttpContext;
  readonly caller: SignedInCaller;
  readonly uploads: Uploads;
  /** Identities' texts, submissions, and those still held. */
  readonly parts: JmapParts;
  /** Creation ids to ids, over the whole request (RFC 8620 §5.3). */
  readonly createdIds: Map<string, string>;
  /** The same request in another account that the caller may open; `null`: there is none with this id. */
  readonly openAccount: (accountId: string) => Promise<Omit<MethodContext, 'follow'> | null>;
  /** A further call that a method makes after its own answer (EmailSubmission/set's onSuccessUpdateEmail). */
  readonly follow: (name: string, args: Arguments) => void;
}

/** Not Mailbox/set: what a user has subscribed to is his own; what he may not change there is refused one by one. */
const changesMail = /^(?:(?:Email|Blob)\/(?:set|copy|import|upload)|MDN\/send)$/;

/** What the accounts of others have. Nobody writes, or is away, as somebody else: identities stand in the user's own. */
const inAccountsOfOthers: ReadonlySet<string> = new Set(
  ['core', 'mail', 'quota', 'blob'].map((name) => `urn:ietf:params:jmap:${name}`),
);

/**
 * Where a call runs: in the account that its `accountId` names (RFC 8620 §3.6.2).
 * @throws MethodError when there is none of his, or it does not have the method, or may only be read.
 */
export async function contextFor(method: Method, args: Arguments, context: MethodContext): Promise<MethodContext> {
  const { accountId } = args;
  if (method.isOfNoAccount === true || typeof accountId !== 'string' || accountId === context.accountId) return context;
  const account = await context.openAccount(accountId);
  if (account === null) throw new MethodError('accountNotFound');
  // A read receipt is given where the message is, by who may send as whom it was sent to.
  const isReceipt = method.capability === capabilities.mdn;
  const mayReceipt = isReceipt && mayAnswerFor(context.caller.mailbox, account.owner, context.http.directory);
  if (!inAccountsOfOthers.has(method.capability) && !mayReceipt) throw new MethodError('accountNotSupportedByMethod');
  if (account.access === 'read' && changesMail.test(method.name)) throw new MethodError('accountReadOnly');
  return { ...account, follow: context.follow };
}

/** One method: its name, the capability it belongs to, and its work. */
export interface Method {
  readonly name: string;
  readonly capability: string;
  /** Its arguments name no account (Core/echo, PushSubscription). */
  readonly isOfNoAccount?: true;
  /** Index brought up to date before it runs; every method but Core/echo. */
  readonly run: (args: Arguments, context: MethodContext) => Promise<Record<string, unknown>>;
}

export const capabilities = {
  core: 'urn:ietf:params:jmap:core',
  mail: 'urn:ietf:params:jmap:mail',
  submission: 'urn:ietf:params:jmap:submission',
  quota: 'urn:ietf:params:jmap:quota',
  blob: 'urn:ietf:params:jmap:blob',
  vacationResponse: 'urn:ietf:params:jmap:vacationresponse',
  mdn: 'urn:ietf:params:jmap:mdn',
  webSocket: 'urn:ietf:params:jmap:websocket',
} as const;
