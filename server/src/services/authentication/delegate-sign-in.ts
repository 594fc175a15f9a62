import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { Delegate, Door, SignIn, SignInResult } from './authenticator.ts';

/**
 * Exchange's names for a sign-in to somebody else's mailbox: `user@domain\alias` and `DOMAIN\user\alias` (reference §6.1).
 * `null`: the name is a user's own.
 */
export function delegateName(userName: string): { readonly user: string; readonly mailbox: string } | null {
  const [, user = '', mailbox = ''] = /^(.+)\\([^\\]+)$/.exec(userName.trim()) ?? [];
  return user.includes('@') || user.includes('\\') ? { user, mailbox } : null;
}

/**
 * The mailbox that a user who has shown his own password opens in the place of his own; FullAccess gives the right to it. A
 * mailbox that is not there and one that is not open to him are refused alike, as a wrong password is.
 */
export async function signInAsDelegate(
  attempt: SignIn,
  { user, mailbox: named }: NonNullable<ReturnType<typeof delegateName>>,
  parts: {
    readonly directory: Pick<Directory, 'findMailbox' | 'hasFullAccess'>;
    readonly signIn: (attempt: SignIn) => Promise<SignInResult>;
    readonly isOpen: (mailbox: Mailbox, door: Door) => boolean;
  },
): Promise<SignInResult> {
  const { directory } = parts;
  if (attempt.door !== 'imap' && attempt.door !== 'pop') return parts.signIn(attempt);
  const result = await parts.signIn({ ...attempt, userName: user });
  if (result.kind !== 'signed-in') return result;
  const mailbox = directory.findMailbox(named);
  if (mailbox !== null && mailbox.guid === result.mailbox.guid) return result;
  if (mailbox === null || !directory.hasFullAccess(mailbox.guid, result.mailbox.guid))
    return { kind: 'bad-credentials' };
  if (!parts.isOpen(mailbox, attempt.door)) return { kind: 'protocol-disabled' };
  const delegate: Delegate = {
    user: result.mailbox,
    mayStay: () => {
      const now = directory.findMailbox(result.mailbox.guid);
      return now?.enabled === true && directory.hasFullAccess(mailbox.guid, now.guid);
    },
  };
  return { ...result, mailbox, delegate };
}
