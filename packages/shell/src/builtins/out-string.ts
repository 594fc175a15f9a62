import type { Builtin } from '../runtime/builtin.ts';
import { inputItems } from './input-items.ts';
import { RenderedText } from './rendered-text.ts';

export const outString: Builtin = {
  name: 'Out-String',
  synopsis: { en: 'Gives what objects look like as a text.', fr: 'Donne l’affichage des objets sous forme de texte.' },
  parameters: [
    { name: 'Stream', type: 'switch' },
    { name: 'Width', type: 'number' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['$text = Get-ImapSettings | Format-List | Out-String -Width 200'],
  start: (invocation, given) => {
    const rendered = new RenderedText(invocation.context, given.number('Width'));
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) rendered.print(item);
      },
      end: async () => {
        const text = rendered.finish();
        if (!given.flag('Stream')) await invocation.emit(text);
        else for (const line of text.replace(/\n$/, '').split('\n')) await invocation.emit(line);
      },
    };
  },
};
