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
import { chooseLanguage, currentLanguage, type Language } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { type Appearance, chooseAppearance, useChosenAppearance } from '../theme/appearance.ts';

/** Appearance and language: what a person sets for himself in this browser. */
export function SettingsMenu() {
  const t = useWords();
  const appearance = useChosenAppearance();
  return (
    <Menu
      positioning="below-end"
      checkedValues={{ appearance: [appearance], language: [currentLanguage()] }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        if (name === 'appearance') chooseAppearance(checkedItems[0] as Appearance);
        else void chooseLanguage(checkedItems[0] as Language);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t('frame.settings')} relationship="label">
          <Button appearance="subtle" icon={<SettingsRegular fontSize={20} />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
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
            <MenuItemRadio name="language" value="en">
              English
            </MenuItemRadio>
            <MenuItemRadio name="language" value="fr">
              Français
            </MenuItemRadio>
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
