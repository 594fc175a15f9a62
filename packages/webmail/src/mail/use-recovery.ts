import { useWords } from '../language/words.ts';
import { useAccount } from '../server/user-api.ts';
import { recoverTime } from './recover-time.ts';
import type { Recovery } from './use-filing.ts';

/**
 * Whether and how long what is deleted for good in a mailbox can be recovered; `null`: it cannot, or not by this user. How long it
 * is in somebody else's mailbox is told when the list of what was deleted is opened.
 */
export function useRecovery(mailboxAccountId: string | null, ownAccountId: string, open: () => void): Recovery | null {
  const t = useWords();
  const { data: account } = useAccount();
  if (mailboxAccountId === null) return null;
  const days = account?.recoverableDays;
  if (mailboxAccountId === ownAccountId && (days === undefined || days === 0)) return null;
  const time = mailboxAccountId === ownAccountId && days !== undefined ? recoverTime(days, t) : t('recover.aWhile');
  return { time, open };
}
