import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons';
import { useWords } from '../language/words.ts';
import type { Draft } from './draft.ts';
import type { DraftInHand } from './use-draft.ts';

/** Importance, read receipt, plain text: what is chosen for one message. */
export function ComposeOptions({
  inHand,
  onFormat,
  onPopOut,
}: {
  readonly inHand: DraftInHand;
  readonly onFormat: (format: Draft['format']) => void;
  readonly onPopOut: (() => void) | null;
}) {
  const t = useWords();
  const { draft, change } = inHand;
  const options = [...(draft.wantsReceipt ? ['receipt'] : []), ...(draft.format === 'text' ? ['plain'] : [])];
  return (
    <Menu
      positioning="below-end"
      checkedValues={{ importance: [draft.importance], options }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        if (name === 'importance') change({ importance: checkedItems[0] as Draft['importance'] });
        else {
          if (checkedItems.includes('receipt') !== draft.wantsReceipt) {
            change({ wantsReceipt: checkedItems.includes('receipt') });
          }
          const format = checkedItems.includes('plain') ? 'text' : 'html';
          if (format !== draft.format) onFormat(format);
        }
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<MoreHorizontalRegular />} aria-label={t('compose.options')} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t('compose.importance')}</MenuGroupHeader>
            {(['high', 'normal', 'low'] as const).map((importance) => (
              <MenuItemRadio key={importance} name="importance" value={importance}>
                {t(`compose.importances.${importance}`)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItemCheckbox name="options" value="receipt">
            {t('compose.receipt')}
          </MenuItemCheckbox>
          <MenuItemCheckbox name="options" value="plain">
            {t('compose.plainText')}
          </MenuItemCheckbox>
          {onPopOut !== null && (
            <>
              <MenuDivider />
              <MenuItem onClick={onPopOut}>{t('compose.popOut')}</MenuItem>
            </>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
