import type { Mailbox } from '../../domain/directory/directory.ts';

export type Door = 'imap' | 'pop' | 'smtp' | 'web' | 'admin';

export interface SignIn {
  readonly userName: string;
  readonly password: string;
  readonly door: Door;
  readonly remoteAddress: string;
}

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly mailbox: Mailbox }
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
  /** Argon2id, PHC string. */
  hashPassword(password: string): Promise<string>;
}
