import {
  Button,
  Input,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  Tooltip,
  useArrowNavigationGroup,
} from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  MoreHorizontalRegular,
  SearchRegular,
} from '@fluentui/react-icons';
import { type ReactNode, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import { currentLocale } from '@relais/browser-frame/language/regional.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { errorText } from '../language/error-text.ts';
import { useIsNarrowWindow } from '../frame/narrow-window.ts';
import { useWords } from '../language/words.ts';
import type { Reading } from '../server/list-rows.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { type Column, foundRows, rowText, sortedRows, type Sorting } from './column.ts';
import { ExportBanner } from './export-banner.tsx';
import { Grid } from './grid.tsx';
import { useHiddenColumns } from './hidden-columns.ts';
import styles from './list.module.css';
import { useExport } from './use-export.ts';

/** A button of the toolbar. */
export interface ToolbarAction {
  readonly id: string;
  readonly label: string;
  readonly icon: React.JSX.Element;
  readonly run: () => void;
  readonly disabled?: boolean;
  /** Why it does nothing for what is selected. */
  readonly refused?: string;
}

export interface ListPageProps<Row> {
  /** Names the list for those who do not see it, and the exported file. */
  readonly name: string;
  readonly rows: readonly Row[] | undefined;
  readonly error: Error | null;
  /** Of a list that is read piece by piece (`useListRows`): how far it is. */
  readonly reading?: Reading | null;
  /** Somebody stopped the reading. */
  readonly isStopped?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly actions: readonly ToolbarAction[];
  readonly onRefresh: () => void;
  /** Enter and double click. */
  readonly onOpen?: (row: Row) => void;
  readonly selected: readonly string[];
  readonly onSelect: (keys: readonly string[]) => void;
  readonly initialSorting?: Sorting;
  /** The details pane, of what is selected. */
  readonly details?: (rows: readonly Row[]) => ReactNode;
  /** Between toolbar and list: banners. */
  readonly above?: ReactNode;
  readonly empty?: string;
}

/** Exchange's list page: toolbar, list and details pane (reference §4.1), with search, sorting and CSV. */
export function ListPage<Row extends object>(props: ListPageProps<Row>) {
  const { rows, rowKey, selected, onSelect, error, name } = props;
  const reading = props.reading ?? null;
  const isStopped = props.isStopped === true;
  const [hidden, hide] = useHiddenColumns(location.pathname.split('/').slice(2, 4).join('.'));
  const columns = useMemo(
    () => props.columns.filter(({ id }, index) => index === 0 || !hidden.includes(id)),
    [props.columns, hidden],
  );
  const t = useWords();
  const isNarrow = useIsNarrowWindow();
  const [search, setSearch] = useState('');
  const [isSearching, setSearching] = useState(false);
  const [sorting, setSorting] = useState<Sorting | null>(props.initialSorting ?? null);
  const searchInput = useRef<HTMLInputElement>(null);
  const searchButton = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const arrows = useArrowNavigationGroup({ axis: 'horizontal', tabbable: true });
  const detailsName = useId();
  const sorted = useMemo(() => {
    const by = sorting === null ? undefined : columns.find(({ id }) => id === sorting.column);
    const all = rows ?? [];
    return by === undefined || sorting === null ? all : sortedRows(all, by, sorting.descending, currentLocale());
  }, [rows, columns, sorting]);
  // Of 20,000 rows: the letter stands first, what it finds comes after it.
  const wanted = useDeferredValue(search);
  const textOf = useMemo(() => rowText(columns), [columns]);
  const shown = useMemo(() => foundRows(sorted, wanted, textOf), [sorted, wanted, textOf]);
  const exporting = useExport();
  const { start } = exporting;
  const [wantsExport, setWantsExport] = useState(false);
  const chosen = useMemo(() => {
    const keys = new Set(selected);
    return (rows ?? []).filter((row) => keys.has(rowKey(row)));
  }, [rows, selected, rowKey]);
  const deleting = props.actions.find(
    ({ id, disabled, refused }) => id === 'delete' && disabled !== true && refused === undefined,
  );

  // The first row is selected at once, as in Exchange, so that the details pane has something to say; later the one that
  // stands where the last selected one stood.
  const lastIndex = useRef(0);
  const [firstChosen] = chosen;
  useEffect(() => {
    if (firstChosen !== undefined) lastIndex.current = Math.max(0, shown.indexOf(firstChosen));
  }, [firstChosen, shown]);
  const standIn = shown[Math.min(lastIndex.current, shown.length - 1)];
  const standInKey = standIn === undefined ? null : rowKey(standIn);
  useEffect(() => {
    if (chosen.length === 0 && standInKey !== null) onSelect([standInKey]);
  }, [chosen.length, standInKey, onSelect]);

  // A file of half a list would look like one of the whole: it is made when all has been read.
  const isComing = reading?.isFirst === true;
  useEffect(() => {
    if (!wantsExport || isComing) return;
    setWantsExport(false);
    if (error === null) void start({ name, columns, rows: () => shown, total: shown.length });
  }, [wantsExport, isComing, error, start, name, shown, columns]);

  useEffect(() => {
    if (isSearching) searchInput.current?.focus();
  }, [isSearching]);

  const details = props.details !== undefined && chosen.length > 0 ? props.details(chosen) : null;
  return (
    <div className={styles.page}>
      <div className={styles.toolbar} role="toolbar" aria-label={t('list.toolbarOf', { name: props.name })} {...arrows}>
        {props.actions.map((action) => (
          <Tooltip
            key={action.id}
            content={action.refused ?? action.label}
            relationship={action.refused === undefined ? 'label' : 'description'}
          >
            <Button
              appearance="subtle"
              icon={action.icon}
              aria-label={action.label}
              disabled={action.disabled === true && action.refused === undefined}
              disabledFocusable={action.refused !== undefined}
              onClick={action.run}
            >
              <span className={styles.actionText}>{action.label}</span>
            </Button>
          </Tooltip>
        ))}
        {props.actions.length > 0 && <span className={styles.divider} />}
        <Tooltip content={t('list.search')} relationship="label">
          <Button
            ref={searchButton}
            appearance="subtle"
            icon={<SearchRegular />}
            aria-pressed={isSearching}
            onClick={() => {
              setSearching(!isSearching);
              setSearch('');
            }}
          />
        </Tooltip>
        <Tooltip content={t('list.refresh')} relationship="label">
          <Button appearance="subtle" icon={<ArrowClockwiseRegular />} onClick={props.onRefresh} />
        </Tooltip>
        <Menu
          positioning="below-start"
          checkedValues={{ columns: columns.map(({ id }) => id) }}
          onCheckedValueChange={(_, { checkedItems }) =>
            hide(props.columns.map(({ id }) => id).filter((id) => !checkedItems.includes(id)))
          }
        >
          <MenuTrigger disableButtonEnhancement>
            <Tooltip content={t('list.more')} relationship="label">
              <Button appearance="subtle" icon={<MoreHorizontalRegular />} />
            </Tooltip>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {/* Where buttons show no words, this says which is which. */}
              {isNarrow && props.actions.length > 0 && (
                <>
                  {props.actions.map(({ id, label, icon, disabled, refused, run }) => (
                    <MenuItem
                      key={id}
                      icon={icon}
                      disabled={disabled === true || refused !== undefined}
                      {...(refused === undefined ? {} : { subText: refused })}
                      onClick={run}
                    >
                      {label}
                    </MenuItem>
                  ))}
                  <MenuDivider />
                </>
              )}
              <MenuItem icon={<ArrowDownloadRegular />} onClick={() => setWantsExport(true)}>
                {t('list.exportCsv')}
              </MenuItem>
              {props.columns.length > 1 && (
                <>
                  <MenuDivider />
                  <MenuGroup>
                    <MenuGroupHeader>{t('list.columns')}</MenuGroupHeader>
                    {/* The first column names the row and stays. */}
                    {props.columns.slice(1).map(({ id, label }) => (
                      <MenuItemCheckbox key={id} name="columns" value={id}>
                        {label}
                      </MenuItemCheckbox>
                    ))}
                  </MenuGroup>
                </>
              )}
            </MenuList>
          </MenuPopover>
        </Menu>
        {isSearching && (
          <Input
            ref={searchInput}
            className={styles.search ?? ''}
            size="medium"
            type="search"
            aria-label={t('list.searchIn', { name: props.name })}
            placeholder={t('list.searchIn', { name: props.name })}
            contentBefore={<SearchRegular />}
            value={search}
            onChange={(_, { value }) => setSearch(value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') {
                list.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
                event.preventDefault();
              }
              if (event.key !== 'Escape') return;
              searchButton.current?.focus();
              setSearching(false);
              setSearch('');
            }}
          />
        )}
      </div>
      <div className={styles.banner}>{props.above}</div>
      <div className={styles.banner}>
        {wantsExport && reading !== null && (
          <BulkProgress
            done={0}
            total={null}
            text={t('list.exportWaits', { rows: numberText(reading.rows) })}
            onStop={() => setWantsExport(false)}
          />
        )}
        <ExportBanner exporting={exporting} />
        {isStopped && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t('list.notWhole', { rows: numberText((rows ?? []).length) })}</MessageBarBody>
            <MessageBarActions>
              <Button onClick={props.onRefresh}>{t('list.readAll')}</Button>
            </MessageBarActions>
          </MessageBar>
        )}
        {error !== null && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>
              {errorText(error, t)} {rows !== undefined && rows.length > 0 && t('list.readBefore')}
            </MessageBarBody>
            <MessageBarActions>
              <Button onClick={props.onRefresh}>{t('tryAgain')}</Button>
            </MessageBarActions>
          </MessageBar>
        )}
      </div>
      <div className={styles.split}>
        <div ref={list} className={styles.listSide}>
          {(rows === undefined && error === null) || (shown.length === 0 && isComing) ? (
            <Spinner className={styles.waiting ?? ''} label={t('loading')} />
          ) : shown.length === 0 ? (
            <p className={styles.empty}>
              {rows === undefined
                ? t('list.notRead')
                : wanted === ''
                  ? (props.empty ?? t('list.empty'))
                  : t('list.nothingFound', { search: wanted })}
            </p>
          ) : (
            <Grid
              name={props.name}
              rows={shown}
              columns={columns}
              rowKey={rowKey}
              selected={selected}
              onSelect={onSelect}
              sorting={sorting}
              onSort={setSorting}
              {...(props.onOpen === undefined ? {} : { onOpen: props.onOpen })}
              {...(deleting === undefined ? {} : { onDelete: deleting.run })}
            />
          )}
          <div className={styles.count}>
            <p role="status">
              {rows === undefined || rows.length === 0
                ? ''
                : t('list.count', {
                    selected: t('list.selected', { count: chosen.length }),
                    shown: t('list.shown', { count: shown.length }),
                    total: numberText(rows.length),
                  })}
            </p>
            {reading !== null && (
              <p className={styles.reading}>
                <Spinner size="extra-tiny" aria-hidden />
                {t('list.reading', { rows: numberText(reading.rows) })}
                <Button size="small" appearance="transparent" onClick={reading.stop}>
                  {t('list.stop')}
                </Button>
              </p>
            )}
          </div>
        </div>
        {details !== null && (
          // Focusable: a pane that scrolls must scroll by keyboard too.
          <section className={styles.details} aria-labelledby={detailsName} aria-live="polite" tabIndex={0}>
            <span id={detailsName} hidden>
              {t('list.details')}
            </span>
            {details}
          </section>
        )}
      </div>
    </div>
  );
}
