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

/** What to take out and put in to make `after` of `before`; `null` when what stayed changed its order. */
export function queryDifference(before: readonly string[], after: readonly string[]): QueryDifference | null {
  const old = new Set(before);
  const now = new Set(after);
  const stayed = before.filter((id) => now.has(id));
  const stayedNow = after.filter((id) => old.has(id));
  if (stayed.some((id, at) => stayedNow[at] !== id)) return null;
  return {
    removed: before.filter((id) => !now.has(id)),
    added: after.flatMap((id, at) => (old.has(id) ? [] : [{ id, index: at }])),
  };
}
