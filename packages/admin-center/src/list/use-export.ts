import { useCallback, useEffect, useRef, useState } from 'react';
import type { Column } from './column.ts';
import { download } from './csv.ts';
import { csvLines } from './csv-lines.ts';

/** How often the count is drawn. */
const shownEveryMs = 100;

export interface ExportOf<Row> {
  /** Of the file, without `.csv`. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  /** Gives the rows; ends when the signal says so. */
  readonly rows: (signal: AbortSignal) => Iterable<Row> | AsyncIterable<Row>;
  /** `null`: nobody knows before the end. */
  readonly total: number | null;
}

export interface Exporting {
  readonly start: <Row>(what: ExportOf<Row>) => Promise<void>;
  /** While rows are written; a file that is stopped is not made. */
  readonly progress: { readonly done: number; readonly total: number | null; readonly onStop: () => void } | null;
  readonly failed: Error | null;
}

/** Writes rows into a CSV file as they come, with a count and a way to stop. */
export function useExport(): Exporting {
  const [progress, setProgress] = useState<Exporting['progress']>(null);
  const [failed, setFailed] = useState<Error | null>(null);
  const underway = useRef<AbortController>(null);
  useEffect(() => () => underway.current?.abort(), []);
  const start = useCallback(async <Row>({ name, columns, rows, total }: ExportOf<Row>): Promise<void> => {
    underway.current?.abort();
    const stopping = new AbortController();
    underway.current = stopping;
    setFailed(null);
    let shownAt = Number.NEGATIVE_INFINITY;
    try {
      const lines = await csvLines(rows(stopping.signal), columns, stopping.signal, (done) => {
        if (performance.now() < shownAt + shownEveryMs) return;
        setProgress({ done, total, onStop: () => stopping.abort() });
        shownAt = performance.now();
      });
      if (lines !== null) download(`${name}.csv`, lines);
    } catch (cause) {
      if (!stopping.signal.aborted) setFailed(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      if (underway.current === stopping) setProgress(null);
    }
  }, []);
  return { start, progress, failed };
}
