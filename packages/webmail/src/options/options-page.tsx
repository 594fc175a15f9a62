import type { Session } from '@relais/browser-frame/server/session.ts';
import { useEffect } from 'react';
import { type Words, useWords } from '../language/words.ts';
import { usePush } from '../mail/use-push.ts';
import type { OptionsSection } from '../route.ts';
import { AppPasswordsPage } from './app-passwords-page.tsx';
import { AutomaticRepliesPage } from './automatic-replies-page.tsx';
import { BlockOrAllowPage } from './block-or-allow-page.tsx';
import { ClientSettingsPage } from './client-settings-page.tsx';
import { ConnectionsPage } from './connections-page.tsx';
import { GeneralPage } from './general-page.tsx';
import { InboxRulesPage } from './inbox-rules-page.tsx';
import { MyAccountPage } from './my-account-page.tsx';
import { OptionsNavigation } from './options-navigation.tsx';
import { OptionsStart } from './options-start.tsx';
import { SecurityPage } from './security-page.tsx';
import styles from './options-page.module.css';

/** Options: sections at the side as in Outlook Web App; on a phone each page leads back to the list. */
export function OptionsPage({ section, session }: { readonly section: OptionsSection; readonly session: Session }) {
  // New mail is told of on the desktop here as well.
  usePush();
  const t = useWords();
  const title = titleOf(section, t);
  useEffect(() => {
    document.title = `${title} – ${t('product')}`;
  }, [title, t]);
  return (
    <div className={styles.page}>
      <OptionsNavigation section={section} />
      <main className={styles.main}>
        <div className={styles.column}>{pageOf(section, session)}</div>
      </main>
    </div>
  );
}

function pageOf(section: OptionsSection, session: Session) {
  switch (section) {
    case 'start':
      return <OptionsStart />;
    case 'my-account':
      return <MyAccountPage session={session} />;
    case 'security':
      return <SecurityPage />;
    case 'app-passwords':
      return <AppPasswordsPage />;
    case 'pop-imap':
      return <ClientSettingsPage />;
    case 'connections':
      return <ConnectionsPage />;
    case 'automatic-replies':
      return <AutomaticRepliesPage />;
    case 'inbox-rules':
      return <InboxRulesPage />;
    case 'block-or-allow':
      return <BlockOrAllowPage />;
    case 'general':
      return <GeneralPage />;
  }
}

function titleOf(section: OptionsSection, t: Words): string {
  switch (section) {
    case 'start':
      return t('options.title');
    case 'my-account':
      return t('options.myAccount');
    case 'security':
      return t('security.title');
    case 'app-passwords':
      return t('appPasswords.title');
    case 'pop-imap':
      return t('popImap.title');
    case 'connections':
      return t('connections.title');
    case 'automatic-replies':
      return t('automaticReplies.title');
    case 'inbox-rules':
      return t('rules.title');
    case 'block-or-allow':
      return t('blockOrAllow.title');
    case 'general':
      return t('options.general');
  }
}
