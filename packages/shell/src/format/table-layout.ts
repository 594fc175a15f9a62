import { displayWidth, padEnd, padStart, truncate, wrapWords } from './display-width.ts';

export interface TableColumn {
  readonly label: string;
  readonly alignment: 'left' | 'right' | 'center';
  /** Fixed by the administrator; `null`: by content or share. */
  readonly width: number | null;
}

export interface TableStyle {
  /** Widths by content; otherwise each column has an equal share of the line. */
  readonly autoSize: boolean;
  readonly wrap: boolean;
  readonly width: number;
  /** Of columns too wide for the line together the long ones share it; -AutoSize drops the last ones instead. */
  readonly sharesWhenTight?: boolean;
}

/** Widths of the columns that fit on a line, left to right; what no longer fits is left out, as in PowerShell. */
export function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): number[] {
  const share = Math.max(1, Math.floor((style.width - columns.length + 1) / Math.max(1, columns.length)));
  const widths: number[] = [];
  const contents = contentWidths(columns, rows);
  if (style.sharesWhenTight === true && contents.reduce((sum, one) => sum + one + 1, -1) > style.width)
    return fairWidths(contents, style.width);
  let left = style.width;
  for (const [index, column] of columns.entries()) {
    const wanted = column.width ?? (style.autoSize ? (contents[index] ?? 1) : share);
    const available = left - (index === 0 ? 0 : 1);
    if (available < 1 || (widths.length > 0 && available < Math.min(wanted, 4))) break;
    const width = Math.min(wanted, available);
    widths.push(width);
    left = available - width;
  }
  return widths;
}

function contentWidths(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(
    (column, index) =>
      column.width ?? Math.max(displayWidth(column.label), 1, ...rows.map((row) => longestLine(row[index] ?? ''))),
  );
}

/** Columns that need less than an equal share keep what they need; the others share the rest. */
function fairWidths(contents: readonly number[], width: number): number[] {
  const widths = contents.map(() => 0);
  let left = Math.max(contents.length, width - contents.length + 1);
  const byNeed = [...contents.keys()].sort((one, other) => (contents[one] ?? 0) - (contents[other] ?? 0));
  for (const [place, index] of byNeed.entries()) {
    const share = Math.max(1, Math.floor(left / (byNeed.length - place)));
    const given = Math.min(contents[index] ?? 1, share);
    widths[index] = given;
    left -= given;
  }
  return widths;
}

function longestLine(text: string): number {
  return Math.max(...text.split('\n').map(displayWidth));
}

/** The heading and its underline. */
export function headerLines(columns: readonly TableColumn[], widths: readonly number[]): string[] {
  const shown = columns.slice(0, widths.length);
  const labels = shown.map((column, index) => truncate(column.label, widths[index] ?? 0));
  const rules = labels.map((label) => '-'.repeat(displayWidth(label)));
  return [joinCells(labels, shown, widths), joinCells(rules, shown, widths)];
}

/** A row; one line unless it wraps. */
export function rowLines(
  cells: readonly string[],
  columns: readonly TableColumn[],
  widths: readonly number[],
  wrap: boolean,
): string[] {
  const shown = columns.slice(0, widths.length);
  const pieces = shown.map((_, index) => {
    const width = widths[index] ?? 0;
    const text = cells[index] ?? '';
    if (!wrap) return [truncate(text.replaceAll(/\s*\r?\n\s*/g, ' '), width)];
    return text.split(/\r?\n/).flatMap((line) => wrapWords(line, width));
  });
  const height = Math.max(1, ...pieces.map((piece) => piece.length));
  return Array.from({ length: height }, (_, line) =>
    joinCells(
      pieces.map((piece) => piece[line] ?? ''),
      shown,
      widths,
    ),
  );
}

function joinCells(cells: readonly string[], columns: readonly TableColumn[], widths: readonly number[]): string {
  const padded = cells.map((cell, index) => {
    const width = widths[index] ?? 0;
    const alignment = columns[index]?.alignment ?? 'left';
    if (alignment === 'right') return padStart(cell, width);
    if (alignment === 'center')
      return padEnd(' '.repeat(Math.max(0, Math.floor((width - displayWidth(cell)) / 2))) + cell, width);
    return padEnd(cell, width);
  });
  return padded.join(' ').trimEnd();
}
