import type { Mailbox } from '../../domain/directory/directory.ts';
import type { SaslServer } from './sasl/sasl.ts';

/** `jmap`: a mail program over HTTP, with an app password; `web`, `admin`: the browser applications. */
export type Door = 'imap' | 'pop' | 'smtp' | 'jmap' | 'web' | 'admin';

export interface SignIn {
  readonly userName: string;
  readonly password: string;
  readonly door: Door;
  readonly remoteAddress: string;
  /** What the program said of itself before signing in, if anything. */
  readonly client?: string | null;
}

/** Somebody who uses a mailbox that is not his own. */
export interface Delegate {
  readonly user: Mailbox;
  /** Whether he still has FullAccess; asked for as long as his session lasts. */
  mayStay(): boolean;
}

export type SignInResult =
  | {
      readonly kind: 'signed-in';
      readonly mailbox: Mailbox;
      /** The app password that was used, by id, or `connectionTest`; none: the account's own password. */
      readonly credentialId?: string;
      /** Who signed in, where `mailbox` is not his own (`user@domain\\alias`). */
      readonly delegate?: Delegate;
    }
  /** The password was right, and the web asks for more: this mailbox has a second factor. Nobody is signed in yet. */
  | { readonly kind: 'second-factor-required'; readonly mailbox: Mailbox }
  /** The password was right, and mail doors take only app passwords of whoever has a second factor. */
  | { readonly kind: 'app-password-required' }
  /** Unknown user or wrong password: same time, same text. */
  | { readonly kind: 'bad-credentials' }
  /** The password was right; this door is closed for this mailbox (PopEnabled, ImapEnabled …). */
  | { readonly kind: 'protocol-disabled' }
  | { readonly kind: 'account-disabled' }
  /** Too many wrong guesses from this address or for this account; nothing was checked. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number };

/** Checks who somebody is. Hashing is off-thread; guesses are limited without locking the owner out. */
export interface Authenticator {
  signIn(attempt: SignIn): Promise<SignInResult>;
  /** SASL mechanisms beyond a password in clear. */
  readonly sasl: SaslServer;
  /** What `Directory` keeps: Argon2id as a PHC string, and keys for SCRAM where it is enabled. */
  hashPassword(password: string): Promise<string>;
}
