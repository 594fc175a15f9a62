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
  private mayBeginAgain = false;
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
    if (this.mayBeginAgain && this.wouldCut(cells)) {
      this.finish();
      this.widths = null;
      this.mayBeginAgain = false;
    }
    if (this.widths === null) {
      this.held.push(cells);
      if (this.held.length >= rowsBeforeWidthsAreFixed) this.fixWidths();
    } else this.write(rowLines(cells, this.columns, this.widths, this.style.wrap));
  }

  /** Writes what was held back, because something else is printed now; a row that needs more room begins a new table. */
  settle(): void {
    this.fixWidths();
    this.beginStatement();
  }

  /** Rows of another statement follow: they are no longer bound to the widths of the rows so far. */
  beginStatement(): void {
    this.mayBeginAgain = this.widths !== null;
  }

  /** Whether a cell would be cut here and not, or less, in a table of its own. */
  private wouldCut(cells: readonly string[]): boolean {
    const { widths } = this;
    if (widths === null || this.style.wrap) return false;
    const own = columnWidths(this.columns, [cells], this.style);
    return widths.some((width, index) => displayWidth(cells[index] ?? '') > width && (own[index] ?? 0) > width);
  }

  private fixWidths(): void {
    if (this.widths !== null || this.held.length === 0) return;
    const widths = columnWidths(this.columns, this.held, this.style);
    this.widths = widths;
    this.write(['', ...(this.hidesHeaders ? [] : headerLines(this.columns, widths))]);
    for (const cells of this.held) this.write(rowLines(cells, this.columns, widths, this.style.wrap));
    this.held = [];
  }

  finish(): void {
    this.fixWidths();
    if (this.widths !== null) this.write(['']);
  }
}
