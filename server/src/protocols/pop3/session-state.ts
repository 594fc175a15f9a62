import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Maildrop } from './maildrop.ts';

/** RFC 1939 §3. What a state has is what its commands may use. */
export type SessionState =
  /** `userName`: what USER named and PASS will complete. */
  | { readonly kind: 'authorization'; readonly userName: string | null }
  | { readonly kind: 'transaction'; readonly mailbox: Mailbox; readonly maildrop: Maildrop }
  /** After QUIT. */
  | { readonly kind: 'update' };

export type StateKind = SessionState['kind'];
export type StateOf<K extends StateKind> = Extract<SessionState, { kind: K }>;

export const beforeSignIn = ['authorization'] as const;
export const signedIn = ['transaction'] as const;
export const anyState = ['authorization', 'transaction'] as const;
