import type { ManagementServices } from '../../engine/services.ts';

/** Ends every session of an account with words its clients see; gives how many there were. */
export function closeSessionsOf(services: ManagementServices, accountId: string, words: string): number {
  const sessions = services.liveSessions.list().filter((session) => session.accountId === accountId);
  for (const session of sessions) session.close('closed-by-administrator', words);
  return sessions.length;
}
