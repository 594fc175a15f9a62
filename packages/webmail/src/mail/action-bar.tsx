import {
  Button,
  Menu,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components';
import {
  ArchiveRegular,
  DeleteRegular,
  FlagRegular,
  FolderArrowRightRegular,
  MailInboxCheckmarkRegular,
  MailProhibitedRegular,
  MailReadRegular,
  MailUnreadRegular,
  TagRegular,
} from '@fluentui/react-icons';
import type { JSX } from 'react';
import { useWords, type Words } from '../language/words.ts';
import { usePreferences } from '../server/preferences.ts';
import { type CategoryColour, categoriesOf, categoryColours } from './categories.ts';
import styles from './mail-page.module.css';
import type { Chosen, Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import rowStyles from './message-list.module.css';
import type { MoveTarget } from './move-targets.ts';

export interface ActionBarProps {
  readonly chosen: readonly Chosen[];
  /** More than one: said. */
  readonly count: number;
  /** How many will be, when more are on their way from the server; 0 for none. */
  readonly awaited: number;
  readonly targets: readonly MoveTarget[];
  readonly isJunk: boolean;
  readonly onDelete: () => void;
  readonly onArchive: (() => void) | null;
  readonly onJunk: (() => void) | null;
  readonly onMove: (target: Mailbox) => void;
  readonly onRead: (value: boolean) => void;
  readonly onFlag: (value: boolean) => void;
  readonly onCategory: (colour: CategoryColour, value: boolean) => void;
}

/** What can be done with the chosen messages. */
export function ActionBar(props: ActionBarProps) {
  const t = useWords();
  const { chosen } = props;
  const isDisabled = chosen.length === 0;
  const isRead = chosen.every((email) => email.keywords.$seen === true);
  const isFlagged = !isDisabled && chosen.every((email) => email.keywords.$flagged === true);
  const button = (label: string, icon: JSX.Element, act: () => void) => (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" size="small" icon={icon} disabledFocusable={isDisabled} onClick={act} />
    </Tooltip>
  );
  return (
    <div className={styles.actionBar} role="toolbar" aria-label={t('mail.actions')}>
      {button(t('mail.delete'), <DeleteRegular />, props.onDelete)}
      {props.onArchive !== null && button(t('mail.archive'), <ArchiveRegular />, props.onArchive)}
      {props.onJunk !== null &&
        button(
          t(props.isJunk ? 'mail.notJunk' : 'mail.junk'),
          props.isJunk ? <MailInboxCheckmarkRegular /> : <MailProhibitedRegular />,
          props.onJunk,
        )}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Tooltip content={t('mail.move')} relationship="label">
            <Button
              data-menu="move"
              appearance="subtle"
              size="small"
              icon={<FolderArrowRightRegular />}
              disabledFocusable={isDisabled}
            />
          </Tooltip>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {props.targets.map(({ mailbox, depth, heading }) => [
              heading !== null && (
                <MenuGroupHeader key={heading} role="presentation">
                  {heading}
                </MenuGroupHeader>
              ),
              <MenuItem
                key={mailbox.id}
                style={{ paddingInlineStart: 8 + depth * 14 }}
                onClick={() => props.onMove(mailbox)}
              >
                {mailboxName(mailbox, t)}
              </MenuItem>,
            ])}
          </MenuList>
        </MenuPopover>
      </Menu>
      {button(
        t(isRead ? 'mail.markUnread' : 'mail.markRead'),
        isRead ? <MailUnreadRegular /> : <MailReadRegular />,
        () => props.onRead(!isRead),
      )}
      {button(t(isFlagged ? 'mail.unflag' : 'mail.flag'), <FlagRegular />, () => props.onFlag(!isFlagged))}
      <CategoryMenu chosen={chosen} onCategory={props.onCategory} />
      <span className={styles.count} role="status">
        {selectedWords(props.count, props.awaited, t)}
      </span>
    </div>
  );
}

function selectedWords(count: number, awaited: number, t: Words): string {
  if (awaited > 0) return t('mail.selecting', { count: awaited });
  return count > 1 ? t('mail.selected', { count }) : '';
}

/** By its key, of the bar that is in sight: the focus comes back to it when the menu is closed. */
export function openActionMenu(name: 'move' | 'categories'): void {
  const button = [...document.querySelectorAll<HTMLElement>(`[data-menu=${name}]`)].find(
    (one) => one.offsetParent !== null,
  );
  button?.focus();
  button?.click();
}

function CategoryMenu({ chosen, onCategory }: Pick<ActionBarProps, 'chosen' | 'onCategory'>) {
  const t = useWords();
  const { categories } = usePreferences();
  const ticked = categoryColours.filter(
    (colour) => chosen.length > 0 && chosen.every((email) => categoriesOf(email).includes(colour)),
  );
  return (
    <Menu
      checkedValues={{ category: [...ticked] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        for (const colour of categoryColours) {
          const value = checkedItems.includes(colour);
          if (value !== ticked.includes(colour)) onCategory(colour, value);
        }
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t('mail.categorise')} relationship="label">
          <Button
            data-menu="categories"
            appearance="subtle"
            size="small"
            icon={<TagRegular />}
            disabledFocusable={chosen.length === 0}
          />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {categoryColours.map((colour) => (
            <MenuItemCheckbox key={colour} name="category" value={colour}>
              <span className={rowStyles.category} data-colour={colour} aria-hidden="true" />
              {categories[colour] ?? t(`mail.colours.${colour}`)}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
