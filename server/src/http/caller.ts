import { administersAnything } from '../domain/permissions/direct-assignments.ts';
import type { Mailbox } from '../domain/directory/directory.ts';
import type { SignInSession } from './sign-in/sign-in-sessions.ts';

/** Who a request comes from, once known. */
export type Caller = LocalCaller | SignedInCaller;

/** Whoever owns the data directory: he reached the Unix socket of mode 0600, so Organization Management. */
export interface LocalCaller {
  readonly kind: 'local';
  readonly name: string;
  readonly mailbox: null;
  readonly roleGroups: readonly string[];
  readonly remoteAddress: string;
  readonly session: null;
}

export interface SignedInCaller {
  /**
   * `basic`, `token`: a script that sends its password or an access token with the request; no cookie, so no forged
   * requests either.
   */
  readonly kind: 'session' | 'basic' | 'token';
  /** Primary SMTP address; what the audit log shows. */
  readonly name: string;
  readonly mailbox: Mailbox;
  /** Empty for a user who administers nothing; of a token's owner only those that the token carries too. */
  readonly roleGroups: readonly string[];
  readonly remoteAddress: string;
  readonly session: SignInSession | null;
  /** Of `basic`: which app password it was, by id; left out: the account's own password. */
  readonly appPassword?: string;
}

export const localCaller: LocalCaller = {
  kind: 'local',
  name: 'local administrator',
  mailbox: null,
  roleGroups: ['Organization Management'],
  remoteAddress: 'local',
  session: null,
};

/** May call cmdlets at all; which ones is the management engine's question. */
export function isAdministrator(caller: Caller): boolean {
  return caller.mailbox === null ? caller.roleGroups.length > 0 : administersAnything(caller.mailbox);
}
