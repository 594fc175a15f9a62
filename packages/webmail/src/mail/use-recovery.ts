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
  let time = t('recover.aWhile');
  if (mailboxAccountId === ownAccountId) {
    const days = account?.recoverableDays;
    if (days === undefined || days === 0) return null;
    time = recoverTime(days, t);
  }
  return { time, open, offer: { more: { words: t('recover.recover'), run: open } } };
}
