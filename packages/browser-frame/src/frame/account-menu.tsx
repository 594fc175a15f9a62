import { Button, Menu, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { SignOutRegular } from '@fluentui/react-icons';
import type { ReactElement, ReactNode } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import { type Session, signOut } from '../server/session.ts';
import styles from './account-menu.module.css';

/** Who is signed in, the application's own items, and the ways out. */
export function AccountMenu(props: {
  readonly session: Session;
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** Also offers to sign out every other browser. */
  readonly everywhere?: boolean;
  readonly children?: ReactNode;
}) {
  const t = useFrameWords();
  const { session } = props;
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>{props.trigger}</MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <strong>{session.displayName}</strong>
          <span>{session.primarySmtpAddress}</span>
          {session.roleGroups.length > 0 && <span>{session.roleGroups.join(', ')}</span>}
        </div>
        <MenuDivider />
        <MenuList>
          {props.children}
          <MenuItem icon={<SignOutRegular />} onClick={() => void signOut()}>
            {t('signOut')}
          </MenuItem>
          {props.everywhere === true && (
            <MenuItem onClick={() => void signOut({ everywhere: true })}>{t('signOutEverywhere')}</MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** Where there is no bar and so no menu. */
export function SignOutButton() {
  const t = useFrameWords();
  return <Button onClick={() => void signOut()}>{t('signOut')}</Button>;
}
