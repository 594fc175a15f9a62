import { jmap, JmapError } from '../server/jmap.ts';
import type { Place } from './mail-types.ts';
import { inSteps, type Step, type StepResult } from './steps.ts';

/** From one folder to another; other folders an Email is in stay. `keywords` are set or taken away as well. */
export function moveSteps(
  emailIds: readonly string[],
  from: Place,
  to: Place,
  keywords: Readonly<Record<string, true | null>> = {},
): readonly Step[] {
  return updateSteps(emailIds, from.accountId, {
    [`mailboxIds/${from.id}`]: null,
    [`mailboxIds/${to.id}`]: true,
    ...Object.fromEntries(Object.entries(keywords).map(([name, value]) => [`keywords/${name}`, value])),
  });
}

export function keywordSteps(emailIds: readonly string[], accountId: string, keyword: string, value: boolean) {
  return updateSteps(emailIds, accountId, { [`keywords/${keyword}`]: value ? true : null });
}

export function destroySteps(emailIds: readonly string[], accountId: string): readonly Step[] {
  return inSteps(emailIds, async (destroy) => {
    const { s } = await jmap([['Email/set', { accountId, destroy }, 's']]);
    return resultOf(destroy, s?.notDestroyed);
  });
}

/** Into a folder of another account, `and` out of the one they are in; `carried` hears of the ids they have there. */
export function carrySteps(
  emailIds: readonly string[],
  from: Place,
  to: Place,
  and: 'keep' | 'remove',
  carried: (ids: readonly string[]) => void,
): readonly Step[] {
  // What is there already and only waits to be removed is not copied again when a step is repeated.
  const copied = new Set<string>();
  // Asked for again when its answer was lost, it is the same request to the server, which copies once (0244).
  let unanswered: { readonly ids: string; readonly key: string } | null = null;
  return inSteps(emailIds, async (ids) => {
    const wanted = ids.filter((id) => !copied.has(id));
    if (unanswered?.ids !== wanted.join()) unanswered = { ids: wanted.join(), key: crypto.randomUUID() };
    const copy = await copyThere(wanted, from, to, unanswered.key);
    unanswered = null;
    for (const id of copy.ids.keys()) copied.add(id);
    carried([...copy.ids.values()]);
    const there = ids.filter((id) => copied.has(id));
    if (and === 'keep' || there.length === 0) return { ...copy.result, done: there };
    const { s } = await jmap([['Email/set', { accountId: from.accountId, destroy: there }, 's']]);
    const removed = resultOf(there, s?.notDestroyed);
    return {
      // Somebody else removed it meanwhile: it is in its new place all the same.
      done: [...removed.done, ...removed.gone],
      gone: copy.result.gone,
      refusal: copy.result.refusal ?? removed.refusal,
    };
  });
}

async function copyThere(ids: readonly string[], from: Place, to: Place, key: string) {
  if (ids.length === 0) return { ids: new Map<string, string>(), result: { done: [], gone: [], refusal: null } };
  const create = Object.fromEntries(ids.map((id) => [id, { id, mailboxIds: { [to.id]: true } }]));
  const where = { fromAccountId: from.accountId, accountId: to.accountId };
  const { c } = await jmap([['Email/copy', { ...where, create }, 'c']], undefined, key);
  const created = Object.entries((c?.created ?? {}) as Record<string, { readonly id: string }>);
  return { ids: new Map(created.map(([id, made]) => [id, made.id])), result: resultOf(ids, c?.notCreated) };
}

function updateSteps(ids: readonly string[], accountId: string, patch: object): readonly Step[] {
  return inSteps(ids, async (some) => {
    const update = Object.fromEntries(some.map((id) => [id, patch]));
    const { s } = await jmap([['Email/set', { accountId, update }, 's']]);
    return resultOf(some, s?.notUpdated);
  });
}

/** RFC 8620 §5.3: what a /set did not do stands under the ids, each with its reason. */
function resultOf(ids: readonly string[], not: unknown): StepResult {
  const refused = (not ?? {}) as Readonly<Record<string, { readonly type: string }>>;
  return {
    done: ids.filter((id) => refused[id] === undefined),
    gone: ids.filter((id) => refused[id]?.type === 'notFound'),
    refusal: refusalAmong(refused),
  };
}

/** The first reason but that an Email is no longer there, which leaves nothing to do. */
export function refusalAmong(refused: Readonly<Record<string, { readonly type: string }>>): JmapError | null {
  const other = Object.values(refused).find(({ type }) => type !== 'notFound');
  return other === undefined ? null : new JmapError(other);
}
