import type { Column } from './column.ts';
import { csvHeader, csvLine } from './csv.ts';

/** The page is drawn and answers the keyboard after so much work. */
const sliceMs = 12;

/**
 * The lines of a file with the rows as they come; gives way to the page between slices and then tells how many rows are
 * done. `null` when `signal` stopped it.
 */
export async function csvLines<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  signal: AbortSignal,
  onDone: (rows: number) => void,
): Promise<readonly string[] | null> {
  const lines = [csvHeader(columns)];
  let sliceEnds = performance.now() + sliceMs;
  for await (const row of rows) {
    if (signal.aborted) return null;
    lines.push(csvLine(row, columns));
    if (performance.now() < sliceEnds) continue;
    onDone(lines.length - 1);
    await new Promise((resolve) => setTimeout(resolve));
    sliceEnds = performance.now() + sliceMs;
  }
  return signal.aborted ? null : lines;
}
