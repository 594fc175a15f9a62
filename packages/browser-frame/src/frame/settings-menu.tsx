import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components';
import { SettingsRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import { currentLanguage, type Language, languageNames } from '../language/current-language.ts';
import { chooseOwnLanguage } from '../server/session.ts';
import { type Appearance, chooseAppearance, useChosenAppearance } from '../theme/appearance.ts';

/** The gear: the application's own items first, then appearance and language, which stay with the person. */
export function SettingsMenu({ children }: { readonly children?: ReactNode }) {
  const t = useFrameWords();
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
        <Tooltip content={t('settings')} relationship="label">
          <Button appearance="subtle" icon={<SettingsRegular fontSize={20} />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {children}
          {children !== undefined && <MenuDivider />}
          <MenuGroup>
            <MenuGroupHeader>{t('appearance')}</MenuGroupHeader>
            {(['system', 'light', 'dark'] as const).map((value) => (
              <MenuItemRadio key={value} name="appearance" value={value}>
                {t(value)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('language')}</MenuGroupHeader>
            {Object.entries(languageNames).map(([language, name]) => (
              <MenuItemRadio key={language} name="language" value={language} lang={language}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
