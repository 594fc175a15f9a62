import type { AccountIndex } from './account-index.ts';

const most = 12;
const histories = new WeakMap<AccountIndex, Map<string, readonly string[]>>();

/** Remembers what a query gave in a state, so that the difference to a later one can be told (RFC 8620 §5.6). */
export function rememberQuery(index: AccountIndex, query: string, state: string, ids: readonly string[]): void {
  const history = histories.get(index) ?? new Map<string, readonly string[]>();
  histories.set(index, history);
  const key = `${state} ${query}`;
  history.delete(key);
  history.set(key, ids);
  for (const oldest of history.keys()) {
    if (history.size <= most) break;
    history.delete(oldest);
  }
}

export function rememberedQuery(index: AccountIndex, query: string, state: string): readonly string[] | null {
  return histories.get(index)?.get(`${state} ${query}`) ?? null;
}

export interface QueryDifference {
  readonly removed: readonly string[];
  readonly added: readonly { readonly id: string; readonly index: number }[];
}

/**
 * What to take out of `before` and put in to make `after` of it. What stayed and changed its place among the others is
 * taken out and put in again (RFC 8620 §5.6), as few as possible.
 */
export function queryDifference(before: readonly string[], after: readonly string[]): QueryDifference {
  const places = new Map(after.map((id, at) => [id, at]));
  const stayed = before.filter((id) => places.has(id));
  const kept = new Set(longestInOrder(stayed, (id) => places.get(id) as number));
  return {
    removed: before.filter((id) => !kept.has(id)),
    added: after.flatMap((id, at) => (kept.has(id) ? [] : [{ id, index: at }])),
  };
}

/** The longest part of a list whose places grow: patience, one pile a length. */
function longestInOrder(ids: readonly string[], placeOf: (id: string) => number): readonly string[] {
  const ends: number[] = [];
  const earlier: number[] = [];
  for (const [at, id] of ids.entries()) {
    const place = placeOf(id);
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeOf(ids[ends[middle] as number] as string) < place) low = middle + 1;
      else high = middle;
    }
    earlier[at] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = at;
  }
  const kept: string[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = earlier[at] as number) kept.push(ids[at] as string);
  return kept.reverse();
}
