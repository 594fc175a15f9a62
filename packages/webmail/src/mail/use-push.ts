import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { usePreferences } from '../server/preferences.ts';
import { noticeNewMail } from './desktop-notice.ts';
import { refresh } from './use-mail-actions.ts';

/** Shows what other devices and new mail change, as it happens (RFC 8620 §7.3). The browser reconnects by itself. */
export function usePush(): void {
  const client = useQueryClient();
  const { desktopNotices } = usePreferences();
  useEffect(() => {
    const source = new EventSource('/jmap/eventsource?types=*&closeafter=no&ping=60');
    let wasLost = false;
    source.addEventListener('state', (event: MessageEvent<string>) => {
      void refresh(client);
      if (desktopNotices && event.data.includes('"EmailDelivery"')) void noticeNewMail();
    });
    source.addEventListener('error', () => {
      wasLost = true;
    });
    source.addEventListener('open', () => {
      if (wasLost) void refresh(client);
      wasLost = false;
    });
    return () => source.close();
  }, [client, desktopNotices]);
}
