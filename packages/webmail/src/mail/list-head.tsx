import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  SearchBox,
  Select,
} from '@fluentui/react-components';
import { EditRegular, FilterRegular, NavigationRegular, OptionsRegular } from '@fluentui/react-icons';
import type { ReactNode, Ref } from 'react';
import { useWords } from '../language/words.ts';
import { type Preferences, useChangePreferences, usePreferences } from '../server/preferences.ts';
import { filterWords, type ListFilter } from './email-pages.ts';
import narrow from '../frame/narrow-button.module.css';
import styles from './mail-page.module.css';

const filters = ['all', 'unread', 'flagged', 'attachments'] as const;

export interface ListHeadProps {
  readonly title: string;
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly isEverywhere: boolean;
  readonly onEverywhere: (isEverywhere: boolean) => void;
  readonly search: Ref<HTMLInputElement>;
  readonly folderMenu: ReactNode;
  readonly onShowFolders: () => void;
  readonly onNew: () => void;
  readonly onFailed: (cause: unknown) => void;
}

/** Over the list: which folder, what of it, how it looks, and what is searched. */
export function ListHead(props: ListHeadProps) {
  const t = useWords();
  const { filter, typed } = props;
  return (
    <>
      <div className={styles.listHead}>
        <Button
          className={styles.phoneOnly}
          appearance="subtle"
          icon={<NavigationRegular />}
          aria-label={t('mail.showFolders')}
          onClick={props.onShowFolders}
        />
        <h1 className={styles.folderTitle}>{props.title}</h1>
        <Menu
          checkedValues={{ filter: [filter] }}
          onCheckedValueChange={(_, { checkedItems }) => props.onFilter(checkedItems[0] as ListFilter)}
        >
          <MenuTrigger disableButtonEnhancement>
            <Button
              className={filter === 'all' ? narrow.button : undefined}
              appearance={filter === 'all' ? 'subtle' : 'secondary'}
              size="small"
              icon={<FilterRegular />}
            >
              {/* Where it is narrow, the folder's name has the room. */}
              <span className={filter === 'all' ? narrow.words : undefined}>
                {t(filter === 'all' ? 'mail.filter' : filterWords[filter])}
              </span>
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {filters.map((value) => (
                <MenuItemRadio key={value} name="filter" value={value}>
                  {t(filterWords[value])}
                </MenuItemRadio>
              ))}
            </MenuList>
          </MenuPopover>
        </Menu>
        <ViewMenu onFailed={props.onFailed} />
        {props.folderMenu}
        <Button
          className={styles.phoneOnly}
          appearance="primary"
          icon={<EditRegular />}
          aria-label={t('mail.newMail')}
          onClick={props.onNew}
        />
      </div>
      <div className={styles.search}>
        <SearchBox
          ref={props.search}
          className={styles.searchBox}
          value={typed}
          placeholder={t(props.isEverywhere ? 'mail.searchEverywhere' : 'mail.search')}
          aria-label={t(props.isEverywhere ? 'mail.searchEverywhere' : 'mail.search')}
          title={t('mail.searchHelp')}
          dismiss={{ 'aria-label': t('mail.clearSearch') }}
          onChange={(_, { value }) => props.onType(value)}
        />
        {typed !== '' && (
          <Select
            size="small"
            className={styles.scope}
            aria-label={t('mail.searchIn')}
            value={props.isEverywhere ? 'all' : 'folder'}
            onChange={(_, { value }) => props.onEverywhere(value === 'all')}
          >
            <option value="folder">{t('mail.thisFolder')}</option>
            <option value="all">{t('mail.allFolders')}</option>
          </Select>
        )}
      </div>
    </>
  );
}

/** Conversations and the reading pane, as in Outlook Web App's display settings. */
function ViewMenu({ onFailed }: { readonly onFailed: (cause: unknown) => void }) {
  const t = useWords();
  const { readingPane, conversations } = usePreferences();
  const change = useChangePreferences();
  return (
    <Menu
      positioning="below-end"
      checkedValues={{ pane: [readingPane], list: conversations ? ['conversations'] : [] }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        const part: Partial<Preferences> =
          name === 'pane'
            ? { readingPane: checkedItems[0] as Preferences['readingPane'] }
            : { conversations: checkedItems.includes('conversations') };
        change(part).catch(onFailed);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<OptionsRegular />}
          aria-label={t('mail.view')}
          title={t('mail.view')}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItemCheckbox name="list" value="conversations">
            {t('mail.conversations')}
          </MenuItemCheckbox>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('mail.readingPane')}</MenuGroupHeader>
            {(['right', 'bottom', 'off'] as const).map((value) => (
              <MenuItemRadio key={value} name="pane" value={value}>
                {t(`mail.panes.${value}`)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
