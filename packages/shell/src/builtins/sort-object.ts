import { readSelectors, selectedValue } from '../format/property-selector.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { sortOrder } from '../runtime/compare.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

export const sortObject: Builtin = {
  name: 'Sort-Object',
  aliases: ['sort'],
  synopsis: { en: 'Sorts objects by their properties.', fr: 'Trie les objets selon leurs propriétés.' },
  parameters: [
    { name: 'Property', type: 'any', position: 1, list: true, rest: true },
    { name: 'InputObject', type: 'any', pipeline: true },
    { name: 'Descending', type: 'switch' },
    { name: 'Unique', type: 'switch' },
    { name: 'CaseSensitive', type: 'switch' },
    { name: 'Top', type: 'number' },
    { name: 'Bottom', type: 'number' },
  ],
  examples: ['Get-Mailbox | Sort-Object Name', 'Get-Mailbox | sort WhenCreated -Descending'],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const selectors = readSelectors(given.list('Property'));
    const descending = given.flag('Descending');
    const caseSensitive = given.flag('CaseSensitive');
    const rows: { item: Value; keys: Value[] }[] = [];
    const order = (left: Value[], right: Value[]): number => {
      for (const [index, key] of left.entries()) {
        const sign = (selectors[index]?.descending ?? descending) ? -1 : 1;
        const difference = sortOrder(key, right[index] ?? null, caseSensitive) * sign;
        if (difference !== 0) return difference;
      }
      return 0;
    };
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          const keys: Value[] = [];
          for (const selector of selectors) keys.push(await selectedValue(selector, item, engine, context));
          rows.push({ item, keys: selectors.length === 0 ? [item] : keys });
        }
      },
      end: async () => {
        let sorted = rows.toSorted((left, right) => order(left.keys, right.keys));
        if (given.flag('Unique')) {
          sorted = sorted.filter((row, index) => {
            const before = sorted[index - 1];
            return before === undefined || order(before.keys, row.keys) !== 0;
          });
        }
        const top = given.number('Top');
        const bottom = given.number('Bottom');
        const shown = top !== null ? sorted.slice(0, top) : bottom !== null ? sorted.slice(-bottom) : sorted;
        for (const { item } of shown) await invocation.emit(item);
      },
    };
  },
};
