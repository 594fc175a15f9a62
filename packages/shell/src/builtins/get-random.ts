import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import type { Value } from '../runtime/values.ts';

const defaultMaximum = 2_147_483_647;

export const getRandom: Builtin = {
  name: 'Get-Random',
  synopsis: {
    en: 'Gives a random number, or random items of a list.',
    fr: 'Donne un nombre au hasard, ou des éléments d’une liste.',
  },
  parameters: [
    { name: 'Maximum', type: 'number', position: 1 },
    { name: 'Minimum', type: 'number' },
    { name: 'Count', type: 'number' },
    { name: 'Shuffle', type: 'switch' },
    { name: 'SetSeed', type: 'number' },
    { name: 'InputObject', type: 'any', pipeline: true, list: true },
  ],
  examples: ['Get-Random -Minimum 1 -Maximum 7', 'Get-Mailbox | Get-Random -Count 3'],
  start: (invocation, given) => {
    const { random } = invocation.engine.session;
    const items: Value[] = [];
    return {
      process: async (input) => {
        if (input !== undefined) items.push(input);
        else items.push(...given.list('InputObject'));
      },
      end: async () => {
        if (invocation.isPiped || given.has('InputObject')) {
          const count = given.flag('Shuffle') ? items.length : (given.number('Count') ?? 1);
          for (let left = Math.min(count, items.length); left > 0; left -= 1) {
            const [chosen] = items.splice(Math.floor(random() * items.length), 1);
            await invocation.emit(chosen ?? null);
          }
          return;
        }
        const low = given.number('Minimum') ?? 0;
        const high = given.number('Maximum') ?? defaultMaximum;
        if (low >= high)
          throw operationError(
            'MinGreaterThanOrEqualMax',
            `The Minimum value (${low}) cannot be greater than or equal to the Maximum value (${high}).`,
            'InvalidArgument',
          );
        for (let left = given.number('Count') ?? 1; left > 0; left -= 1)
          await invocation.emit(low + Math.floor(random() * (high - low)));
      },
    };
  },
};
