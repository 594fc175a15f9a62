import { readSelectors, selectedValue } from '../format/property-selector.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

export const groupObject: Builtin = {
  name: 'Group-Object',
  aliases: ['group'],
  synopsis: {
    en: 'Groups objects that have the same value of a property.',
    fr: 'Regroupe les objets dont une propriété a la même valeur.',
  },
  parameters: [
    { name: 'Property', type: 'any', position: 1, list: true, rest: true },
    { name: 'NoElement', type: 'switch' },
    { name: 'AsHashTable', type: 'switch' },
    { name: 'AsString', type: 'switch' },
    { name: 'CaseSensitive', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Group-Object RecipientTypeDetails'],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const selectors = readSelectors(given.list('Property'));
    const groups = new Map<string, { name: string; key: Value; items: Value[] }>();
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          const keys: Value[] = [];
          for (const selector of selectors) keys.push(await selectedValue(selector, item, engine, context));
          const name = selectors.length === 0 ? toText(item) : keys.map(toText).join(', ');
          const slot = given.flag('CaseSensitive') ? name : name.toLowerCase();
          const group = groups.get(slot) ?? { name, key: keys.length === 1 ? (keys[0] ?? null) : keys, items: [] };
          group.items.push(item);
          groups.set(slot, group);
        }
      },
      end: async () => {
        if (given.flag('AsHashTable')) {
          const table = new Hashtable();
          for (const { name, items } of groups.values()) table.set(name, items);
          await invocation.emit(table);
          return;
        }
        for (const { name, items, key } of groups.values()) {
          const object = new ShellObject(
            'Microsoft.PowerShell.Commands.GroupInfo',
            given.flag('NoElement') ? ['Count', 'Name'] : ['Count', 'Name', 'Group'],
          );
          object.set('Count', items.length);
          object.set('Name', name);
          object.set('Group', items);
          object.set('Values', Array.isArray(key) ? key : [key]);
          await invocation.emit(object);
        }
      },
    };
  },
};
