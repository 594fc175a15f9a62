import { ArrowSortDownRegular, ArrowSortUpRegular } from '@fluentui/react-icons';
import { heightOf } from '@relais/browser-frame/frame/height-of.ts';
import { useIsPrinting } from '@relais/browser-frame/frame/is-printing.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Column, columnTracks, fittingColumns, type Sorting } from './column.ts';
import styles from './list.module.css';

/** Beside what a cell shows, in pixels: as in list.module.css. */
const cellPadding = 16;

/**
 * A list of any length: only the rows in sight exist. Keyboard as in reference §4.2: Up, Down, Home, End, Page Up,
 * Page Down; with Ctrl they move and leave the selection as it is, with Shift they extend it; Space and Ctrl+click add
 * to it, Ctrl+A takes all, Enter opens, Delete deletes.
 */
export function Grid<Row>(props: {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly selected: readonly string[];
  readonly onSelect: (keys: readonly string[]) => void;
  readonly onOpen?: (row: Row) => void;
  /** The Delete key: what the toolbar's Delete does of what is selected. */
  readonly onDelete?: () => void;
  readonly sorting: Sorting | null;
  readonly onSort: (sorting: Sorting) => void;
}) {
  const { rows, rowKey, selected, onSelect, onOpen, onDelete, sorting } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [rowHeight] = useState(() => heightOf(`${styles.row} ${styles.line}`));
  const available = useRoom(scroller);
  const columns = useMemo(() => fittingColumns(props.columns, available), [props.columns, available]);
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const wantsFocus = useRef(false);
  const focused = useRef<{ readonly element: Element; readonly key: string } | null>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const isPrinting = useIsPrinting();
  const drawn = isPrinting
    ? rows.map((_, index) => ({ index, start: index * rowHeight }))
    : virtualizer.getVirtualItems();
  const position = Math.min(active, rows.length - 1);
  const held = useMemo(() => new Set(selected), [selected]);
  const natural = useNaturalWidths(scroller, columns, rows);
  const template = { gridTemplateColumns: columnTracks(columns, natural, available) };

  useEffect(() => {
    // The row with the focus was deleted or has another name: the one that stands there now is the next to work on. One that
    // was only scrolled out of sight is none of that.
    const { element, key } = focused.current ?? {};
    if (element?.isConnected === false && document.activeElement === document.body) {
      focused.current = null;
      if (!rows.some((row) => rowKey(row) === key)) wantsFocus.current = true;
    }
    if (!wantsFocus.current) return;
    // A row far away is drawn only after the list has scrolled there: the wish stays until it is.
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${position}"]`);
    if (row === null || row === undefined) return;
    wantsFocus.current = false;
    row.focus();
  });

  function moveTo(index: number, keys: { readonly shiftKey: boolean; readonly ctrlKey: boolean }) {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[to];
    if (row === undefined) return;
    if (keys.shiftKey) selectRange(to);
    else if (!keys.ctrlKey) {
      anchor.current = to;
      onSelect([rowKey(row)]);
    }
    setActive(to);
    wantsFocus.current = true;
    virtualizer.scrollToIndex(to);
  }

  function selectRange(to: number) {
    const [from, until] = anchor.current < to ? [anchor.current, to] : [to, anchor.current];
    onSelect(rows.slice(from, until + 1).map(rowKey));
  }

  function toggle(index: number) {
    const row = rows[index];
    if (row === undefined) return;
    const key = rowKey(row);
    anchor.current = index;
    setActive(index);
    onSelect(held.has(key) ? selected.filter((other) => other !== key) : [...selected, key]);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const row = rows[position];
    switch (event.key) {
      case 'ArrowDown':
        moveTo(position + 1, event);
        break;
      case 'ArrowUp':
        moveTo(position - 1, event);
        break;
      case 'PageDown':
        moveTo(position + page, event);
        break;
      case 'PageUp':
        moveTo(position - page, event);
        break;
      case 'Home':
        moveTo(0, event);
        break;
      case 'End':
        moveTo(rows.length - 1, event);
        break;
      case ' ':
        toggle(position);
        break;
      case 'Enter':
        if (row !== undefined) onOpen?.(row);
        break;
      case 'Delete':
        onDelete?.();
        break;
      case 'a':
        if (!event.ctrlKey && !event.metaKey) return;
        onSelect(rows.map(rowKey));
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function onFocus({ target }: FocusEvent) {
    const index = Number(target.getAttribute('data-index') ?? -1);
    const row = rows[index];
    focused.current = row === undefined ? null : { element: target, key: rowKey(row) };
    // Whatever put it there, the mouse or a screen reader: keys go on from where the focus is.
    if (row !== undefined) setActive(index);
  }

  function onClick(event: MouseEvent, index: number) {
    const row = rows[index];
    if (row === undefined) return;
    if (event.shiftKey) selectRange(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else {
      anchor.current = index;
      onSelect([rowKey(row)]);
    }
    setActive(index);
  }

  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label={props.name}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.row} style={template}>
          {columns.map((column) => {
            const isSorted = sorting?.column === column.id;
            const descending = isSorted && sorting.descending;
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-sort={isSorted ? (descending ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  onClick={() => props.onSort({ column: column.id, descending: isSorted && !descending })}
                >
                  {column.label}
                  {isSorted && (descending ? <ArrowSortDownRegular aria-hidden /> : <ArrowSortUpRegular aria-hidden />)}
                </button>
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" style={{ position: 'relative', blockSize: virtualizer.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const key = rowKey(row);
          return (
            <div
              key={key}
              role="row"
              data-index={index}
              aria-rowindex={index + 2}
              aria-selected={held.has(key)}
              tabIndex={index === position ? 0 : -1}
              className={`${styles.row} ${styles.line}`}
              style={{
                ...template,
                position: 'absolute',
                insetInline: 0,
                transform: `translateY(${start}px)`,
              }}
              onClick={(event) => onClick(event, index)}
              onDoubleClick={() => onOpen?.(row)}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  // The whole of a text that its column cuts.
                  title={column.draw === undefined ? String(column.value(row)) : undefined}
                >
                  {column.draw?.(row) ?? column.value(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/**
 * What each column's cells would take, in pixels, by the rows that were in sight so far: columns do not move while one scrolls
 * through much the same. `null` before there are any.
 */
function useNaturalWidths<Row>(
  element: React.RefObject<HTMLElement | null>,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly number[] | null {
  const [measured, setMeasured] = useState<{
    readonly columns: readonly Column<Row>[];
    readonly widths: readonly number[];
  } | null>(null);
  const known = measured?.columns === columns ? measured.widths : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are measured anew
  useLayoutEffect(() => {
    const drawn = [...(element.current?.querySelectorAll('[data-index]') ?? [])];
    if (drawn.length === 0) return;
    const range = document.createRange();
    const widths = columns.map((_, index) =>
      drawn.reduce((most, row) => {
        const cell = row.children[index];
        if (cell === undefined) return most;
        range.selectNodeContents(cell);
        return Math.max(most, Math.ceil(range.getBoundingClientRect().width) + cellPadding);
      }, known?.[index] ?? 0),
    );
    if (known === null || widths.some((width, index) => width > (known[index] ?? 0))) setMeasured({ columns, widths });
  }, [columns, rows]);
  return known;
}

/** Pixels that the columns may share, from where the first begins to where the last ends; `null` before it is known. */
function useRoom(element: React.RefObject<HTMLElement | null>): number | null {
  const [room, setRoom] = useState<number | null>(null);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() => {
      const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(current);
      setRoom(current.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd) - 8);
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return room;
}
