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
    if (this.widths === null) {
      this.held.push(cells);
      if (this.held.length >= rowsBeforeWidthsAreFixed) this.settle();
    } else this.write(rowLines(cells, this.columns, this.widths, this.style.wrap));
  }

  /** Fixes the widths and writes what was held back. */
  settle(): void {
    if (this.widths !== null || this.held.length === 0) return;
    const widths = columnWidths(this.columns, this.held, this.style);
    this.widths = widths;
    this.write(['', ...(this.hidesHeaders ? [] : headerLines(this.columns, widths))]);
    for (const cells of this.held) this.write(rowLines(cells, this.columns, widths, this.style.wrap));
    this.held = [];
  }

  finish(): void {
    this.settle();
    if (this.widths !== null) this.write(['']);
  }
}
