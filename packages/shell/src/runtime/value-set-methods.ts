import type { Value } from './values.ts';
import { ValueSet } from './value-set.ts';

const valuesOf = (given: readonly Value[]): readonly Value[] => {
  const value = given[0] ?? null;
  return Array.isArray(value) ? value : value === null ? [] : [value];
};
const asSet = (set: ValueSet, given: readonly Value[]): ValueSet => new ValueSet(valuesOf(given), set.ignoresCase);

/** The methods of a HashSet, with what each answers in .NET. */
export const valueSetMethods: Readonly<Record<string, (set: ValueSet, given: readonly Value[]) => Value>> = {
  Add: (set, given) => set.add(given[0] ?? null),
  Remove: (set, given) => set.remove(given[0] ?? null),
  Contains: (set, given) => set.holds(given[0] ?? null),
  Clear: (set) => {
    set.clear();
    return null;
  },
  UnionWith: (set, given) => {
    for (const value of valuesOf(given)) set.add(value);
    return null;
  },
  ExceptWith: (set, given) => {
    const others = asSet(set, given);
    set.keep((value) => !others.holds(value));
    return null;
  },
  IntersectWith: (set, given) => {
    const others = asSet(set, given);
    set.keep((value) => others.holds(value));
    return null;
  },
  SymmetricExceptWith: (set, given) => {
    for (const value of asSet(set, given)) if (!set.remove(value)) set.add(value);
    return null;
  },
  Overlaps: (set, given) => valuesOf(given).some((value) => set.holds(value)),
  SetEquals: (set, given) => {
    const others = asSet(set, given);
    return others.length === set.length && others.every((value) => set.holds(value));
  },
  IsSubsetOf: (set, given) => {
    const others = asSet(set, given);
    return set.every((value) => others.holds(value));
  },
  IsSupersetOf: (set, given) => valuesOf(given).every((value) => set.holds(value)),
};
