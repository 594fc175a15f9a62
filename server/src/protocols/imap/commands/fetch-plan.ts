import type { FetchItem } from '@relais/imap-codec';
import type { MessageColumns } from '../../../domain/mail/account-store.ts';
import type { FetchItemWriter } from '../fetch-items/fetch-item-writer.ts';
import { writerOf } from '../fetch-items/index.ts';

/** How a FETCH is carried out. */
export interface Plan {
  readonly writers: readonly FetchItemWriter[];
  /** Null: the view can answer everything. */
  readonly columns: MessageColumns | null;
  readonly marksSeen: boolean;
  readonly hasFlags: boolean;
  /** The one item whose answers may be kept; then only those not kept have to be read. */
  readonly keptAs: string | undefined;
  /** What the other items need; null: the view knows it, and nothing has to be read where the one is kept. */
  readonly otherColumns: MessageColumns | null;
}

export function planOf(items: readonly FetchItem[]): Plan {
  const writers = items.map(writerOf);
  const columns: MessageColumns = {};
  let otherColumns: MessageColumns | null = null;
  let needsRows = false;
  const kept: string[] = [];
  for (const writer of writers) {
    if (writer.keptAs !== undefined) kept.push(writer.keptAs);
    else if (writer.columns !== null) otherColumns = Object.assign(otherColumns ?? {}, writer.columns);
    if (writer.columns !== null) needsRows = true;
    Object.assign(columns, writer.columns);
  }
  return {
    writers,
    columns: needsRows ? columns : null,
    marksSeen: writers.some((writer) => writer.marksSeen === true),
    hasFlags: items.some(({ item }) => item === 'FLAGS'),
    keptAs: kept.length === 1 ? kept[0] : undefined,
    otherColumns,
  };
}
