import { stateOf } from '../../../domain/personal/identity-texts.ts';
import type { AccountIndex } from './account-index.ts';

const most = 12;
/** By state, what each identity was in it. */
const histories = new WeakMap<AccountIndex, Map<string, ReadonlyMap<string, string>>>();

/** The state of identities (RFC 8620 §5.1), which is remembered, so that the difference to a later one can be told. */
export function identityState(index: AccountIndex, objects: ReadonlyMap<string, unknown>): string {
  const state = stateOf([...objects]);
  const history = histories.get(index) ?? new Map<string, ReadonlyMap<string, string>>();
  histories.set(index, history);
  history.delete(state);
  history.set(state, new Map([...objects].map(([id, object]) => [id, stateOf(object)])));
  for (const oldest of history.keys()) {
    if (history.size <= most) break;
    history.delete(oldest);
  }
  return state;
}

/** What was created, updated and destroyed since a state; null when that is not remembered. */
export function identitiesSince(
  index: AccountIndex,
  since: string,
  objects: ReadonlyMap<string, unknown>,
): { readonly created: string[]; readonly updated: string[]; readonly destroyed: string[] } | null {
  const before = histories.get(index)?.get(since);
  if (before === undefined) return null;
  const isOther = ([id, object]: [string, unknown]): boolean => before.has(id) && before.get(id) !== stateOf(object);
  return {
    created: [...objects.keys()].filter((id) => !before.has(id)),
    updated: [...objects].filter(isOther).map(([id]) => id),
    destroyed: [...before.keys()].filter((id) => !objects.has(id)),
  };
}
