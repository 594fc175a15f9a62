import type { Builtin } from '../runtime/builtin.ts';
import { areEqual } from '../runtime/compare.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

export const getUnique: Builtin = {
  name: 'Get-Unique',
  aliases: ['gu'],
  synopsis: {
    en: 'Leaves out what is the same as the item before it; sort first.',
    fr: 'Omet ce qui est identique à l’élément précédent ; triez d’abord.',
  },
  parameters: [
    {
      name: 'AsString',
      type: 'switch',
      help: { en: 'Compares what the items are as texts.', fr: 'Compare les éléments en tant que textes.' },
    },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Content names.txt | Sort-Object | Get-Unique'],
  start: (invocation, given) => {
    let before: Value | undefined;
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) {
          const key = given.flag('AsString') ? toText(item) : item;
          // As in PowerShell with regard to case, unlike Select-Object -Unique after Sort-Object.
          if (before !== undefined && areEqual(before, key, true)) continue;
          before = key;
          await invocation.emit(item);
        }
      },
    };
  },
};
