import type { Mailbox } from '../../domain/directory/directory.ts';
import type { MailboxView } from '../../services/sharing/mailbox-view.ts';
import type { SelectedFolder } from './selected-folder.ts';

/** RFC 3501 §3. What a state has is what its commands may use. */
export type SessionState =
  | { readonly kind: 'not-authenticated' }
  | { readonly kind: 'authenticated'; readonly mailbox: Mailbox; readonly store: MailboxView }
  | {
      readonly kind: 'selected';
      readonly mailbox: Mailbox;
      readonly store: MailboxView;
      readonly folder: SelectedFolder;
    }
  | { readonly kind: 'logout' };

export type StateKind = SessionState['kind'];
export type StateOf<K extends StateKind> = Extract<SessionState, { kind: K }>;

/** Everywhere but after LOGOUT. */
export const anyState = ['not-authenticated', 'authenticated', 'selected'] as const;
export const signedIn = ['authenticated', 'selected'] as const;
export const onlySelected = ['selected'] as const;
export const notSignedIn = ['not-authenticated'] as const;
