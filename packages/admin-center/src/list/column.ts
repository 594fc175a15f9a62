import type { ReactNode } from 'react';

/** One column of a list: what it sorts, finds and exports by, and how it is drawn. */
export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly value: (row: Row) => string | number;
  /** Absent: the value as text. */
  readonly draw?: (row: Row) => ReactNode;
  /** CSS grid track: `minmax(120px, 2fr)`. */
  readonly width?: string;
  /** Left out, the last one first, where the list is too narrow for all. */
  readonly wideOnly?: boolean;
}

/** Between two columns, in pixels. */
const gap = 4;

/** The columns that a list `available` pixels wide has room for. Without a width it has room for everything. */
export function fittingColumns<Row>(columns: readonly Column<Row>[], available: number | null): readonly Column<Row>[] {
  if (available === null) return columns;
  const shown = [...columns];
  const needed = (): number => shown.reduce((sum, column) => sum + leastWidth(column) + gap, -gap);
  for (const column of columns.toReversed()) {
    if (needed() <= available) break;
    if (column.wideOnly === true) shown.splice(shown.indexOf(column), 1);
  }
  return shown;
}

/** Of `minmax(120px, 2fr)` and of `120px` the 120. */
function leastWidth({ width }: { readonly width?: string }): number {
  return Number(/(\d+)px/.exec(width ?? '')?.[1] ?? 0);
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Rows that hold every word of `search` in some column, in the order of `sorting`. */
export function shownRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  search: string,
  sorting: Sorting | null,
): readonly Row[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found =
    words.length === 0
      ? rows
      : rows.filter((row) => {
          const text = columns.map((column) => String(column.value(row)).toLocaleLowerCase()).join('\n');
          return words.every((word) => text.includes(word));
        });
  const by = columns.find((column) => column.id === sorting?.column);
  if (by === undefined || sorting === null) return found;
  const sign = sorting.descending ? -1 : 1;
  return [...found].sort((a, b) => {
    const [one, other] = [by.value(a), by.value(b)];
    return (
      sign *
      (typeof one === 'number' && typeof other === 'number'
        ? one - other
        : collator.compare(String(one), String(other)))
    );
  });
}
