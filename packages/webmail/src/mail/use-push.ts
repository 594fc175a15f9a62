import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useWords } from '../language/words.ts';
import { accountId, onSessionChange, othersAccounts, sessionChanged } from '../server/jmap.ts';
import { usePreferences } from '../server/preferences.ts';
import { hearChanges } from '../server/shared-change-stream.ts';
import { desktopNotices } from './desktop-notice.ts';
import { isLongWorkGoingOn } from './use-long-work.tsx';
import { refresh } from './use-mail-actions.ts';

/** Shows what other devices and new mail change, as it happens (RFC 8620 §7.3). */
export function usePush(): void {
  const client = useQueryClient();
  const t = useWords();
  const { desktopNotices: wantsNotices } = usePreferences();
  useEffect(() => {
    const notices = wantsNotices
      ? desktopNotices({
          noSubject: t('mail.noSubject'),
          several: (count) => t('mail.severalArrived', { count }),
        })
      : null;
    async function hear(changed: Readonly<Record<string, Readonly<Record<string, string>>>>) {
      const known = [await accountId(), ...(await othersAccounts()).map(({ id }) => id)];
      const isOther = Object.entries(changed).some(
        ([account, states]) => !known.includes(account) || Object.values(states).includes('none'),
      );
      if (isOther) sessionChanged();
      else if (!isLongWorkGoingOn()) await refresh(client);
      if (known[0] !== undefined && changed[known[0]]?.EmailDelivery !== undefined) await notices?.look();
    }
    // Which accounts there are has changed: with them their folders, and as whom one may write.
    const stop = onSessionChange(() => {
      void client.invalidateQueries({ queryKey: ['accounts'] });
      void client.invalidateQueries({ queryKey: ['identities'] });
    });
    const hearNoMore = hearChanges((news) => void (news.kind === 'changed' ? hear(news.changed) : refresh(client)));
    return () => {
      stop();
      hearNoMore();
    };
  }, [client, t, wantsNotices]);
}
