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

/**
 * The CSS grid tracks of columns in a list `available` pixels wide: each as wide as what it shows (`natural`, in pixels), and what
 * is left shared by their weights. Where they do not fit, the widest are cut first, so that no short name is cut for a long one.
 */
export function columnTracks<Row>(
  columns: readonly Column<Row>[],
  natural: readonly number[] | null,
  available: number | null,
): string {
  if (natural === null || available === null) {
    return columns.map(({ width = 'minmax(0, 1fr)' }) => width).join(' ');
  }
  const wanted = columns.map((column, index) => Math.max(leastWidth(column), Math.ceil(natural[index] ?? 0)));
  const room = available - gap * (columns.length - 1);
  if (sum(wanted) <= room) {
    return columns.map((column, index) => `minmax(${wanted[index]}px, ${weightOf(column)}fr)`).join(' ');
  }
  const cutAt = (most: number): readonly number[] =>
    columns.map((column, index) => Math.max(leastWidth(column), Math.min(wanted[index] ?? 0, most)));
  let [fits, tooMuch] = [0, Math.max(...wanted)];
  while (tooMuch - fits > 1) {
    const middle = Math.floor((fits + tooMuch) / 2);
    if (sum(cutAt(middle)) <= room) fits = middle;
    else tooMuch = middle;
  }
  return cutAt(fits)
    .map((width) => `minmax(0, ${Math.max(1, width)}fr)`)
    .join(' ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of `minmax(120px, 2fr)` the 2. */
function weightOf({ width }: { readonly width?: string }): number {
  return Number(/([\d.]+)fr/.exec(width ?? '')?.[1] ?? 1);
}

/** Of `minmax(120px, 2fr)` and of `120px` the 120. */
function leastWidth({ width }: { readonly width?: string }): number {
  return Number(/(\d+)px/.exec(width ?? '')?.[1] ?? 0);
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** What a column says of a row, without case and accents: who looks for `etienne` means Étienne too; and `l'` is l’. */
function plainText(text: string): string {
  const folded = text.toLocaleLowerCase().replaceAll('’', "'");
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(folded)
    ? folded
    : folded.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('æ', 'ae');
}

/** Rows that hold every word of `search` in some column. `textOf` gives a row's plain text. */
export function foundRows<Row>(rows: readonly Row[], search: string, textOf: (row: Row) => string): readonly Row[] {
  const words = plainText(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = textOf(row);
    return words.every((word) => text.includes(word));
  });
}

/** The plain text of a row in all columns, made once a row: a person types the next letter soon. */
export function rowText<Row extends object>(columns: readonly Column<Row>[]): (row: Row) => string {
  const made = new WeakMap<Row, string>();
  return (row) => {
    let text = made.get(row);
    if (text === undefined) {
      text = plainText(columns.map(({ value }) => String(value(row))).join('\n'));
      made.set(row, text);
    }
    return text;
  };
}

/**
 * Rows by a column: numbers by their amount, texts as `language` orders them (é beside e), numbers within texts by theirs.
 * Each value is read once and each text compared once with others, however often it stands.
 */
export function sortedRows<Row>(
  rows: readonly Row[],
  { value }: Column<Row>,
  descending: boolean,
  language: string,
): readonly Row[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const values = rows.map(value);
  const texts = [...new Set(values.filter((one) => typeof one === 'string'))].sort(compare);
  const ranks = new Map(texts.map((text, rank) => [text, rank]));
  const keyed = rows.map((row, index) => {
    const one = values[index] ?? '';
    return { row, isText: typeof one === 'string', key: typeof one === 'string' ? (ranks.get(one) ?? 0) : one };
  });
  const sign = descending ? -1 : 1;
  keyed.sort((one, other) => sign * (Number(one.isText) - Number(other.isText) || one.key - other.key));
  return keyed.map(({ row }) => row);
}
