import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { accountId, onSessionChange, othersAccounts, sessionChanged } from '../server/jmap.ts';
import { usePreferences } from '../server/preferences.ts';
import { desktopNotices } from './desktop-notice.ts';
import { refresh } from './use-mail-actions.ts';

/** After an answer that is no stream (a proxy's 502, too many windows), at which a browser gives up. */
const betweenAttemptsMs = 60_000;

/** Shows what other devices and new mail change, as it happens (RFC 8620 §7.3). The browser reconnects by itself. */
export function usePush(): void {
  const client = useQueryClient();
  const { t } = useTranslation();
  const { desktopNotices: wantsNotices } = usePreferences();
  useEffect(() => {
    const notices = wantsNotices
      ? desktopNotices({
          noSubject: t('mail.noSubject'),
          several: (count) => t('mail.severalArrived', { count }),
        })
      : null;
    let source: EventSource;
    let again: number | undefined;
    let wasLost = false;
    async function hear(changed: Readonly<Record<string, Readonly<Record<string, string>>>>) {
      const known = [await accountId(), ...(await othersAccounts()).map(({ id }) => id)];
      const isOther = Object.entries(changed).some(
        ([account, states]) => !known.includes(account) || Object.values(states).includes('none'),
      );
      if (isOther) sessionChanged();
      else await refresh(client);
      if (known[0] !== undefined && changed[known[0]]?.EmailDelivery !== undefined) await notices?.look();
    }
    // Which accounts there are has changed: with them their folders, and as whom one may write.
    const stop = onSessionChange(() => {
      void client.invalidateQueries({ queryKey: ['accounts'] });
      void client.invalidateQueries({ queryKey: ['identities'] });
    });
    function listen(): void {
      source = new EventSource('/jmap/eventsource?types=*&closeafter=no&ping=60');
      source.addEventListener('state', (event: MessageEvent<string>) => {
        const { changed } = JSON.parse(event.data) as { changed: Record<string, Record<string, string>> };
        void hear(changed);
      });
      source.addEventListener('error', () => {
        wasLost = true;
        if (source.readyState !== EventSource.CLOSED) return;
        // Was it the sign-in that ended, this finds it, and the page asks for it again.
        void refresh(client);
        again = window.setTimeout(listen, betweenAttemptsMs);
      });
      source.addEventListener('open', () => {
        if (wasLost) void refresh(client);
        wasLost = false;
      });
    }
    listen();
    return () => {
      stop();
      window.clearTimeout(again);
      source.close();
    };
  }, [client, t, wantsNotices]);
}
