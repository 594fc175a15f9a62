import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { MailRegular, SignOutRegular } from '@fluentui/react-icons';
import { useWords } from '../language/words.ts';
import { type Session, signOut } from '../server/session.ts';
import styles from './frame.module.css';

/** The "Me" tile: who is signed in, with which role groups, and the ways out. */
export function MeTile({ session }: { readonly session: Session }) {
  const t = useWords();
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className={styles.me}>
          <span className={styles.unseen}>{t('frame.me')}</span>
          <span className={styles.meName}>{session.displayName}</span>
          <Avatar name={session.displayName} size={28} color="neutral" aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <strong>{session.displayName}</strong>
          <span>{session.primarySmtpAddress}</span>
          <span>{session.roleGroups.join(', ')}</span>
        </div>
        <MenuDivider />
        <MenuList>
          <MenuItem icon={<MailRegular />} onClick={() => location.assign('/owa/')}>
            {t('frame.openWebmail')}
          </MenuItem>
          <MenuItem icon={<SignOutRegular />} onClick={() => void signOut(false)}>
            {t('frame.signOut')}
          </MenuItem>
          <MenuItem onClick={() => void signOut(true)}>{t('frame.signOutEverywhere')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
