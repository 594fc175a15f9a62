import { readSelectors, selectedValue } from '../format/property-selector.ts';
import { areEqual } from '../runtime/compare.ts';
import type { Invocation } from '../runtime/command.ts';
import type { Given } from '../runtime/given.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';

/** `-GroupBy` of the Format- commands: a heading whenever the value changes (objects are expected in order). */
export interface GroupKeeper {
  /** The heading lines before this object; none while the group goes on. */
  headingFor(item: Value): Promise<string[]>;
}

export function groupKeeper(given: Given, invocation: Invocation): GroupKeeper {
  const [selector] = readSelectors(given.list('GroupBy'));
  let current: { value: Value } | null = null;
  return {
    headingFor: async (item) => {
      if (selector === undefined) return [];
      const value = await selectedValue(selector, item, invocation.engine, invocation.context);
      if (current !== null && areEqual(current.value, value)) return [];
      current = { value };
      return [`   ${selector.label}: ${toText(value)}`, ''];
    },
  };
}
