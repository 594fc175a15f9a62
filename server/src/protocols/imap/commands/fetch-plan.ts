import type { FetchItem } from '@relais/imap-codec';
import type { MessageColumns } from '../../../domain/mail/account-store.ts';
import type { FetchItemWriter } from '../fetch-items/fetch-item-writer.ts';
import { writerOf } from '../fetch-items/index.ts';
import { keptItem } from '../fetch-items/kept-item.ts';

/** How a FETCH is carried out. */
export interface Plan {
  readonly writers: readonly FetchItemWriter[];
  /** Null: the view can answer everything. */
  readonly columns: MessageColumns | null;
  readonly marksSeen: boolean;
  /** What the items name themselves. */
  readonly has: { readonly uid: boolean; readonly flags: boolean; readonly modSeq: boolean };
  /** The one item whose answers are kept, if there is one; then only those not kept have to be read. */
  readonly keptAs: string | undefined;
  /** What the other items need; null: the view knows it, and nothing has to be read where the one is kept. */
  readonly otherColumns: MessageColumns | null;
}

export function planOf(items: readonly FetchItem[]): Plan {
  const writers = withKept(items.map(writerOf));
  const names = new Set(items.map(({ item }) => item));
  const columns: MessageColumns = {};
  let otherColumns: MessageColumns | null = null;
  let needsRows = false;
  let keptAs: string | undefined;
  for (const writer of writers) {
    if (writer.keptAs !== undefined) keptAs = writer.keptAs;
    else if (writer.columns !== null) otherColumns = Object.assign(otherColumns ?? {}, writer.columns);
    if (writer.columns !== null) needsRows = true;
    Object.assign(columns, writer.columns);
  }
  return {
    writers,
    columns: needsRows ? columns : null,
    marksSeen: writers.some((writer) => writer.marksSeen === true),
    has: { uid: names.has('UID'), flags: names.has('FLAGS'), modSeq: names.has('MODSEQ') },
    keptAs,
    otherColumns,
  };
}

/**
 * Of the items that never change those that stand side by side become one, whose answers are kept. Where others stand
 * between them, the dearest to read are chosen. Beside content nothing is kept: it costs more than the rest.
 */
function withKept(writers: readonly FetchItemWriter[]): readonly FetchItemWriter[] {
  let best = { from: 0, to: 0, cost: 0 };
  for (let from = 0; from < writers.length; from++) {
    let to = from;
    let cost = 0;
    for (; writers[to]?.constantAs !== undefined; to++) cost += 1 + Object.keys(writers[to]?.columns ?? {}).length * 10;
    if (cost > best.cost) best = { from, to, cost };
    from = Math.max(from, to);
  }
  if (best.cost === 0 || writers.some(({ columns }) => columns?.content === true)) return writers;
  return [...writers.slice(0, best.from), keptItem(writers.slice(best.from, best.to)), ...writers.slice(best.to)];
}
