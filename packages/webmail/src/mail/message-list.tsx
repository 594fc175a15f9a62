import { Button, Spinner } from '@fluentui/react-components';
import { heightOf } from '@relais/browser-frame/frame/height-of.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { chosenBetween } from './chosen-between.ts';
import { filterWords, knownRow, type ListView, pageSize, useEmailPages } from './email-pages.ts';
import type { Chosen, EmailRow } from './mail-types.ts';
import styles from './message-list.module.css';
import { MessageRow } from './message-row.tsx';
import type { Selection } from './use-selection.ts';

export interface MessageListHandle {
  /** Moves through the list by lines; the message there is opened. */
  step(by: number): void;
  /** Opens what stands beside the open message when it and others go; `false`: nothing is left, or it is not in the list. */
  openBeside(gone: ReadonlySet<string>, way: 'next' | 'previous'): boolean;
  /** Opens what stands where the open message stood until it went elsewhere, or before that; its id, `null` when nothing is left. */
  openWhereItWas(way: 'next' | 'previous'): string | null;
}

export interface MessageListProps {
  readonly view: ListView;
  readonly folderName: string;
  /** In Sent and Drafts it is the recipient that matters. */
  readonly showsRecipients: boolean;
  readonly openId: string | null;
  readonly selection: Selection;
  readonly onOpen: (email: EmailRow) => void;
  readonly onFlag: (email: EmailRow) => void;
  readonly onDelete: (email: EmailRow) => void;
  /** Nothing fits the filter: it is taken away. */
  readonly onShowAll: () => void;
  /** Nothing was found here: all folders are searched. */
  readonly onEverywhere: () => void;
  readonly handle: Ref<MessageListHandle>;
}

/** A folder's messages, newest first: only the lines in sight exist, only their pages are asked for. */
export function MessageList(props: MessageListProps) {
  const { view, folderName, openId, onOpen, handle } = props;
  const { selected, select } = props.selection;
  const t = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [rowHeight] = useState(() => heightOf(styles.row ?? ''));
  const [pages, setPages] = useState<readonly number[]>([0]);
  const results = useEmailPages(view, pages);
  const anchor = useRef(0);
  const client = useQueryClient();
  // While pages far away are on their way, the list stays as long as it was.
  const known = useRef<{ readonly view: ListView; readonly total: number; readonly at: number } | null>(null);
  for (const { data, dataUpdatedAt } of results) {
    if (data === undefined) continue;
    // The latest answer counts: a page that was loaded before others were deleted remembers how many there were then.
    const isNewer = known.current?.view !== view || dataUpdatedAt >= known.current.at;
    if (isNewer) known.current = { view, total: data.total, at: dataUpdatedAt };
  }
  const isLoaded = known.current?.view === view;
  const total = isLoaded ? (known.current?.total ?? 0) : 0;
  const rowAt = useMemo(() => {
    const byPage = new Map(pages.map((page, at) => [page, results[at]?.data?.rows]));
    return (index: number) => byPage.get(Math.floor(index / pageSize))?.[index % pageSize];
  }, [pages, results]);

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const firstPage = Math.floor((items[0]?.index ?? 0) / pageSize);
  const lastPage = Math.floor((items.at(-1)?.index ?? 0) / pageSize);
  useEffect(() => {
    const wanted: number[] = [];
    for (let page = firstPage; page <= lastPage; page++) wanted.push(page);
    setPages((before) => (before.join() === wanted.join() ? before : wanted));
  }, [firstPage, lastPage]);
  const seen = useRef(view);
  useEffect(() => {
    if (seen.current === view) return;
    // Another view begins at its top, and nothing is selected that it may not show.
    seen.current = view;
    select(new Map());
    scroller.current?.scrollTo({ top: 0 });
  }, [view, select]);

  const [place, setPlace] = useState<{ readonly index: number; readonly id: string | null }>({ index: 0, id: null });
  const cursor = place.index;
  const setCursor = (index: number, id = rowAt(index)?.id ?? null) => setPlace({ index, id });
  /** In the pages that are loaded; while the list is out of sight, also where the cursor was left. */
  function indexOf(id: string | null): number | undefined {
    const isIt = (index: number) => id !== null && isOf(knownRow(client, view, index), id);
    if (isIt(cursor)) return cursor;
    for (const page of pages)
      for (let index = page * pageSize; index < (page + 1) * pageSize; index++) if (isIt(index)) return index;
    return undefined;
  }
  // The cursor stays with its message when new mail or a deletion moves it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the rows are matters
  useEffect(() => {
    const row = rowAt(cursor);
    if (row === undefined || place.id === null || isOf(row, place.id)) return;
    const moved = indexOf(place.id);
    setCursor(moved ?? cursor, moved === undefined ? row.id : place.id);
  }, [rowAt]);
  const awaited = useRef<number | null>(null);
  const awaitedRow = awaited.current === null ? undefined : rowAt(awaited.current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the arrival of the row matters
  useEffect(() => {
    if (awaitedRow !== undefined && awaited.current !== null) goTo(awaited.current, true, false);
  }, [awaitedRow]);
  function goTo(index: number, open: boolean, extend: boolean) {
    const target = Math.max(0, Math.min(total - 1, index));
    const row = rowAt(target) ?? knownRow(client, view, target);
    setCursor(target, row?.id ?? null);
    virtualizer.scrollToIndex(target);
    if (row === undefined) {
      // Its page is on the way: it opens when it is there.
      awaited.current = extend ? null : target;
      return;
    }
    awaited.current = null;
    if (extend) selectRange(anchor.current, target);
    else {
      anchor.current = target;
      select(new Map([[row.id, row]]));
      if (open) onOpen(row);
    }
  }
  const toggle = (row: EmailRow) => select((before) => toggled(before, row));
  /** What is loaded at once, the rest when it has come. */
  function selectRange(from: number, to: number) {
    const loaded = rangeBetween(from, to, rowAt);
    const count = Math.abs(to - from) + 1;
    if (loaded.size >= count) select(loaded);
    else props.selection.selectLater(loaded, count, (signal) => chosenBetween(view, from, to, signal));
  }
  const openAt = useRef<{ readonly id: string | null; readonly index: number | undefined } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the open message is in what the rows are
  useEffect(() => {
    const index = indexOf(openId);
    if (index !== undefined || openAt.current?.id !== openId) openAt.current = { id: openId, index };
  }, [rowAt, openId]);
  useImperativeHandle(handle, () => ({
    step: (by) => goTo((indexOf(openId) ?? cursor - by) + by, true, false),
    openBeside(gone, way) {
      const from = indexOf(openId);
      if (from === undefined) return false;
      const by = way === 'next' ? 1 : -1;
      const stays = (row: EmailRow) => !row.emailIds.every((id) => gone.has(id));
      for (const step of [by, -by]) {
        for (let index = from + step; ; index += step) {
          const row = knownRow(client, view, index);
          if (row === undefined) break;
          if (!stays(row)) continue;
          goTo(index, true, false);
          return true;
        }
      }
      return false;
    },
    openWhereItWas(way) {
      const from = openAt.current?.id === openId ? openAt.current?.index : undefined;
      if (from === undefined) return null;
      // Gone from the list, what came after it has moved up; still in a list that could not be asked for again, it has not.
      const after = isOf(knownRow(client, view, from), openId ?? '') ? from + 1 : from;
      for (const index of way === 'next' ? [after, from - 1] : [from - 1, after]) {
        const row = knownRow(client, view, index);
        if (row === undefined) continue;
        goTo(index, true, false);
        return row.id;
      }
      return null;
    },
  }));

  function onKeyDown(event: KeyboardEvent) {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -total,
      End: total,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      goTo(cursor + step, true, event.shiftKey);
    } else if (event.key === 'Enter') goTo(cursor, true, false);
    else if (event.key === ' ') {
      event.preventDefault();
      const row = rowAt(cursor);
      if (row !== undefined) toggle(row);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      selectRange(0, total - 1);
    }
  }

  if (results.some((result) => result.isError && result.data === undefined)) {
    return (
      <div className={styles.empty} role="alert">
        <p>{t('mail.loadFailed')}</p>
        <Button onClick={() => results.forEach((result) => void result.refetch())}>{t('tryAgain')}</Button>
      </div>
    );
  }
  if (isLoaded && total === 0) {
    const isSearch = view.words !== '';
    const isFiltered = view.filter !== 'all';
    return (
      <div className={styles.empty}>
        <h2>{t(isSearch || isFiltered ? 'mail.noHits' : 'mail.empty')}</h2>
        <p>
          {isFiltered
            ? t('mail.noneOfFilter', { filter: t(filterWords[view.filter]) })
            : t(isSearch ? 'mail.noHitsText' : 'mail.emptyText')}
        </p>
        {isFiltered ? (
          <Button onClick={props.onShowAll}>{t('mail.showAll')}</Button>
        ) : (
          isSearch &&
          view.everywhereBut === null && <Button onClick={props.onEverywhere}>{t('mail.searchEverywhere')}</Button>
        )}
      </div>
    );
  }
  if (!isLoaded)
    return (
      <div className={styles.empty}>
        <Spinner delay={300} label={t('loading')} />
      </div>
    );
  return (
    <div
      ref={scroller}
      className={styles.list}
      role="listbox"
      aria-multiselectable="true"
      aria-label={t('mail.list', { folder: folderName })}
      aria-activedescendant={rowAt(cursor) === undefined ? undefined : `email-${rowAt(cursor)?.id}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div style={{ blockSize: virtualizer.getTotalSize(), position: 'relative' }} role="presentation">
        {items.map((item) => {
          const row = rowAt(item.index);
          return (
            <MessageRow
              key={item.key}
              row={row}
              top={item.start}
              position={item.index + 1}
              total={total}
              isOpen={row !== undefined && row.id === openId}
              isSelected={row !== undefined && selected.has(row.id)}
              isCursor={item.index === cursor}
              showsRecipients={props.showsRecipients}
              onClick={(event) => {
                if (row === undefined) return;
                setCursor(item.index);
                if (event.shiftKey) selectRange(anchor.current, item.index);
                else if (event.ctrlKey || event.metaKey) toggle(row);
                else goTo(item.index, true, false);
              }}
              onToggle={() => row !== undefined && toggle(row)}
              onFlag={() => row !== undefined && props.onFlag(row)}
              onDelete={() => row !== undefined && props.onDelete(row)}
              onDragStart={() => {
                if (row !== undefined && !selected.has(row.id)) select(new Map([[row.id, row]]));
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** A conversation's line goes under the message that was the newest when it was last seen. */
function isOf(row: EmailRow | undefined, id: string): boolean {
  return row !== undefined && (row.id === id || row.emailIds.includes(id));
}

function toggled(selected: ReadonlyMap<string, Chosen>, row: EmailRow): ReadonlyMap<string, Chosen> {
  const next = new Map(selected);
  if (!next.delete(row.id)) next.set(row.id, row);
  return next;
}

function rangeBetween(
  from: number,
  to: number,
  rowAt: (index: number) => EmailRow | undefined,
): ReadonlyMap<string, EmailRow> {
  const range = new Map<string, EmailRow>();
  for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
    const row = rowAt(index);
    if (row !== undefined) range.set(row.id, row);
  }
  return range;
}
