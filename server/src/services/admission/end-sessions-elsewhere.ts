import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { isSessionOf, type LiveSession, type LiveSessions } from './live-sessions.ts';

interface Parts {
  readonly clock: Clock;
  readonly directory: Pick<Directory, 'findMailbox' | 'onChange' | 'onPasswordChange'>;
  readonly liveSessions: LiveSessions;
  /** Whether an app password is still there, and who is told when some go, of this node or another. */
  readonly appPasswords: { exists(id: string): boolean; onRemove(listener: () => void): () => void };
}

/** Many changes come together, and whoever made one here ends sessions at once, in words of his own. */
const afterMs = 1000;

/**
 * Ends sessions whose account may no longer have them because of what was done at another node: a password that was changed, a mailbox that
 * was disabled or removed, a protocol that was closed, an app password that was revoked. Call the result to stop.
 */
export function endSessionsElsewhere({ clock, directory, liveSessions, appPasswords }: Parts): () => void {
  let due: Timer | null = null;
  const look = (): void => {
    due = null;
    for (const session of liveSessions.list()) {
      const words = whyOver(session, directory, appPasswords);
      if (words !== null) session.close('closed-by-administrator', words);
    }
  };
  const lookSoon = (): void => void (due ??= clock.after(afterMs, look));
  const stopping = [
    directory.onChange(lookSoon),
    appPasswords.onRemove(lookSoon),
    directory.onPasswordChange((guid, isHere) => {
      if (isHere) return;
      for (const session of liveSessions.list())
        if (isSessionOf(session, guid))
          session.close('closed-by-administrator', 'The password of this account was changed.');
    }),
  ];
  return () => {
    due?.cancel();
    for (const stop of stopping) stop();
  };
}

/** What is said to a session that is over; `null`: it goes on. One of SMTP asks for its user's rights with each message by itself. */
function whyOver(
  { protocol, accountId, delegateId, credentialId }: LiveSession,
  directory: Parts['directory'],
  appPasswords: Parts['appPasswords'],
): string | null {
  if (accountId === null || protocol === 'SMTP') return null;
  if (directory.findMailbox(accountId) === null) return 'This mailbox was removed.';
  const user = directory.findMailbox(delegateId ?? accountId);
  if (user === null || !user.enabled) return 'This account was disabled.';
  if (!mayUse(user, protocol)) return 'The administrator has closed this protocol for the mailbox.';
  if (credentialId && !appPasswords.exists(credentialId)) return 'The app password was revoked.';
  return null;
}

function mayUse(user: Mailbox, protocol: 'IMAP4' | 'POP3'): boolean {
  return protocol === 'IMAP4' ? user.imapEnabled : user.popEnabled;
}
