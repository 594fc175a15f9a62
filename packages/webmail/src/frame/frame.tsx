import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { Session } from '@relais/browser-frame/server/session.ts';
import styles from './frame.module.css';
import { TopBar } from './top-bar.tsx';

/** What stands around every page: the bar with Mail, Settings and the account, as in Outlook Web App. */
export function Frame({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const t = useWords();
  const isOnline = useIsOnline();
  return (
    <>
      <TopBar session={session} />
      {!isOnline && (
        <div role="status" className={styles.offline}>
          {t('frame.offline')}
        </div>
      )}
      <div id="content" tabIndex={-1} className={styles.content}>
        {children}
      </div>
    </>
  );
}

function useIsOnline(): boolean {
  const [isOnline, setIsOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setIsOnline(navigator.onLine);
    addEventListener('online', update);
    addEventListener('offline', update);
    return () => {
      removeEventListener('online', update);
      removeEventListener('offline', update);
    };
  }, []);
  return isOnline;
}
