import type { Builtin } from '../runtime/builtin.ts';
import { inputItems } from './input-items.ts';
import { RenderedText } from './rendered-text.ts';

/** Prints to the person and passes nothing on. */
export const outHost: Builtin = {
  name: 'Out-Host',
  aliases: ['oh', 'Out-Default', 'more'],
  synopsis: {
    en: 'Prints objects now, with -Paging a screen at a time.',
    fr: 'Affiche les objets, avec -Paging un écran à la fois.',
  },
  parameters: [
    { name: 'Paging', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  start: (invocation, given) => {
    const { face } = invocation.context;
    const rendered = new RenderedText(invocation.context, face.wraps ? face.width : null);
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) rendered.print(item);
      },
      end: async () => {
        const text = rendered.finish();
        if (given.flag('Paging') && face.page !== undefined) await face.page(text);
        else face.host(text);
      },
    };
  },
};
