import { isSessionOf } from '../../../services/admission/live-sessions.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** Ends every session of an account, those of its user in the mailboxes of others too, with words its clients see; gives how many there were. */
export function closeSessionsOf(services: ManagementServices, accountId: string, words: string): number {
  const sessions = services.liveSessions.list().filter((session) => isSessionOf(session, accountId));
  for (const session of sessions) session.close('closed-by-administrator', words);
  return sessions.length;
}
