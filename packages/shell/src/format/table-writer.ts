import { displayWidth } from './display-width.ts';
import { columnWidths, headerLines, rowLines, type TableColumn, type TableStyle } from './table-layout.ts';

const rowsBeforeWidthsAreFixed = 300;

/** Writes a table as its rows arrive: the first rows are held back for the widths, then it streams. */
export class TableWriter {
  private readonly columns: readonly TableColumn[];
  private readonly style: TableStyle;
  private readonly hidesHeaders: boolean;
  private readonly write: (lines: readonly string[]) => void;
  private held: (readonly string[])[] = [];
  private widths: number[] | null = null;
  /** The widths are fixed for good: a long table is written as it comes. */
  private streams = false;
  constructor(
    columns: readonly TableColumn[],
    style: TableStyle,
    write: (lines: readonly string[]) => void,
    hidesHeaders = false,
  ) {
    this.columns = columns;
    this.style = style;
    this.write = write;
    this.hidesHeaders = hidesHeaders;
  }

  row(cells: readonly string[]): void {
    if (this.streams && this.widths !== null) {
      this.write(rowLines(cells, this.columns, this.widths, this.style.wrap));
      return;
    }
    this.held.push(cells);
    if (this.held.length < rowsBeforeWidthsAreFixed) return;
    this.writeHeld();
    this.streams = true;
  }

  /** Columns that there was no room for; empty while the widths are not known yet. */
  get leftOut(): readonly string[] {
    return this.widths === null ? [] : this.columns.slice(this.widths.length).map(({ label }) => label);
  }

  /** Writes what was held back, because something else is printed now. */
  settle(): void {
    this.writeHeld();
    this.streams = false;
  }

  /** Rows of another statement follow: they are held back again, and begin a table of their own if they need one. */
  beginStatement(): void {
    this.streams = false;
  }

  finish(): void {
    this.writeHeld();
    if (this.widths !== null) this.write(['']);
  }

  private writeHeld(): void {
    const { held } = this;
    if (held.length === 0) return;
    const own = columnWidths(this.columns, held, this.style);
    if (this.widths === null || this.cuts(held, this.widths, own)) {
      if (this.widths !== null) this.write(['']);
      this.widths = own;
      this.write(['', ...(this.hidesHeaders ? [] : headerLines(this.columns, own))]);
    }
    for (const cells of held) this.write(rowLines(cells, this.columns, this.widths, this.style.wrap));
    this.held = [];
  }

  /** Whether a cell would be cut in the table so far and not, or less, in one with widths of its own. */
  private cuts(rows: readonly (readonly string[])[], widths: readonly number[], own: readonly number[]): boolean {
    if (this.style.wrap) return false;
    return widths.some(
      (width, index) => (own[index] ?? 0) > width && rows.some((cells) => displayWidth(cells[index] ?? '') > width),
    );
  }
}
