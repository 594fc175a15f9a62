import { momentText } from '@relais/browser-frame/language/dates.ts';
import type { Column } from './column.ts';

/** A column of moments: sorted and exported to the second, shown to the minute; the details pane has the rest. */
export function momentColumn<Row>(column: {
  readonly id: string;
  readonly label: string;
  readonly at: (row: Row) => Date | null;
  readonly wideOnly?: boolean;
}): Column<Row> {
  const iso = (row: Row): string => column.at(row)?.toISOString() ?? '';
  return {
    id: column.id,
    label: column.label,
    value: iso,
    draw: (row) => (iso(row) === '' ? '' : momentText(iso(row))),
    width: 'minmax(160px, 0.9fr)',
    wideOnly: column.wideOnly === true,
  };
}
