import type { SignedInCaller } from '../../caller.ts';
import type { HttpContext } from '../../http-context.ts';
import type { AccountIndex } from '../mail/account-index.ts';
import type { Uploads } from '../mail/uploads.ts';
import type { JmapParts } from '../jmap-parts.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** What the methods of one request share. */
export interface MethodContext {
  readonly http: HttpContext;
  readonly caller: SignedInCaller;
  readonly accountId: string;
  readonly index: AccountIndex;
  readonly uploads: Uploads;
  /** Identities' texts, submissions, and those still held. */
  readonly parts: JmapParts;
  /** Creation ids to ids, over the whole request (RFC 8620 §5.3). */
  readonly createdIds: Map<string, string>;
  /** The same request in another account that the caller may open; `null`: there is none with this id. */
  readonly openAccount: (accountId: string) => Promise<MethodContext | null>;
  /** A further call that a method makes after its own answer (EmailSubmission/set's onSuccessUpdateEmail). */
  readonly follow: (name: string, args: Arguments) => void;
}

/** One method: its name, the capability it belongs to, and its work. */
export interface Method {
  readonly name: string;
  readonly capability: string;
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
  webSocket: 'urn:ietf:params:jmap:websocket',
} as const;
