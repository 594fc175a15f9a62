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
  /** Left out where the window is narrow. */
  readonly wideOnly?: boolean;
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
