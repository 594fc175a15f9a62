import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components';
import { PersonCircleRegular, SettingsRegular, SignOutRegular, WrenchRegular } from '@fluentui/react-icons';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage, type Language } from '../language/language.ts';
import { goTo, pathOf, type Route } from '../route.ts';
import { chooseOwnLanguage, type Session, signOut } from '../server/session.ts';
import { type Appearance, chooseAppearance, useChosenAppearance } from '../theme/appearance.ts';
import { Emblem } from './emblem.tsx';
import styles from './frame.module.css';
import { languageNames } from './language-choice.tsx';

const inbox: Route = { page: 'mail', mailboxId: null, emailId: null };

export function TopBar({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  function openMail(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(inbox);
  }
  return (
    <header className={styles.bar}>
      <a
        href={pathOf(inbox)}
        className={styles.brand}
        onClick={openMail}
        aria-label={`${t('product')}: ${t('frame.mail')}`}
      >
        <Emblem size={28} />
        <span>{t('product')}</span>
      </a>
      <div className={styles.space} />
      <SettingsMenu />
      <Menu positioning="below-end">
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            shape="circular"
            aria-label={t('frame.account', { name: session.displayName })}
            icon={<PersonCircleRegular fontSize={24} />}
          />
        </MenuTrigger>
        <MenuPopover>
          <div className={styles.who}>
            <strong>{session.displayName}</strong>
            <span>{session.primarySmtpAddress}</span>
          </div>
          <MenuList>
            <MenuItem icon={<SignOutRegular />} onClick={() => void signOut()}>
              {t('frame.signOut')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </header>
  );
}

/** The gear: Options first, where the documents send people, then what is changed most often. */
function SettingsMenu() {
  const { t } = useTranslation();
  const appearance = useChosenAppearance();
  return (
    <Menu
      positioning="below-end"
      checkedValues={{ appearance: [appearance], language: [currentLanguage()] }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        if (name === 'appearance') chooseAppearance(checkedItems[0] as Appearance);
        else void chooseOwnLanguage(checkedItems[0] as Language);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t('frame.settings')} relationship="label">
          <Button appearance="subtle" icon={<SettingsRegular fontSize={22} />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<WrenchRegular />} onClick={() => goTo({ page: 'options', section: 'start' })}>
            {t('frame.options')}
          </MenuItem>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('frame.appearance')}</MenuGroupHeader>
            {(['system', 'light', 'dark'] as const).map((value) => (
              <MenuItemRadio key={value} name="appearance" value={value}>
                {t(`frame.${value}`)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('frame.language')}</MenuGroupHeader>
            {Object.entries(languageNames).map(([language, name]) => (
              <MenuItemRadio key={language} name="language" value={language}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
