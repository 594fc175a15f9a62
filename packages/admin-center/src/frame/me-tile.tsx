import { Avatar, Button, MenuItem } from '@fluentui/react-components';
import { MailRegular } from '@fluentui/react-icons';
import { AccountMenu } from '@relais/browser-frame/frame/account-menu.tsx';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { useWords } from '../language/words.ts';
import styles from './frame.module.css';

/** The "Me" tile: who is signed in, with which role groups, and the ways out. */
export function MeTile({ session }: { readonly session: Session }) {
  const t = useWords();
  return (
    <AccountMenu
      session={session}
      everywhere
      trigger={
        <Button appearance="subtle" className={styles.me}>
          <span className="seen-by-readers-only">{t('frame.me')}</span>
          <span className={styles.meName}>{session.displayName}</span>
          <Avatar name={session.displayName} size={28} color="neutral" aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<MailRegular />} onClick={() => location.assign('/owa/')}>
        {t('frame.openWebmail')}
      </MenuItem>
    </AccountMenu>
  );
}
