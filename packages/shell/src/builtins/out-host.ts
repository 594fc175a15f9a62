import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation, Processor } from '../runtime/command.ts';
import type { Given } from '../runtime/given.ts';
import { inputItems } from './input-items.ts';
import { RenderedText } from './rendered-text.ts';

/** Prints to the person and passes nothing on. */
export const outHost: Builtin = {
  name: 'Out-Host',
  aliases: ['oh', 'Out-Default'],
  synopsis: {
    en: 'Prints objects now, with -Paging a screen at a time.',
    fr: 'Affiche les objets, avec -Paging un écran à la fois.',
  },
  parameters: [
    { name: 'Paging', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Out-Host -Paging'],
  start: (invocation, given) => printer(invocation, given, given.flag('Paging')),
};

/** Windows shows a window; here the objects are printed, and said so once. */
export const outGridView: Builtin = {
  name: 'Out-GridView',
  aliases: ['ogv'],
  synopsis: {
    en: 'Prints objects a screen at a time; there is no window.',
    fr: 'Affiche les objets un écran à la fois ; il n’y a pas de fenêtre.',
  },
  parameters: [
    { name: 'Title', type: 'text' },
    { name: 'PassThru', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Out-GridView'],
  start: (invocation, given) => {
    invocation.note({
      en: 'Out-GridView has no window here; the objects are printed.',
      fr: 'Out-GridView n’a pas de fenêtre ici ; les objets sont affichés.',
    });
    return printer(invocation, given, true);
  },
};

export const more: Builtin = {
  name: 'more',
  synopsis: { en: 'Prints objects a screen at a time.', fr: 'Affiche les objets un écran à la fois.' },
  parameters: [{ name: 'InputObject', type: 'any', pipeline: true }],
  examples: ['Get-Mailbox | more'],
  start: (invocation, given) => printer(invocation, given, true),
};

function printer(invocation: Invocation, given: Given, pages: boolean): Processor {
  const { face } = invocation.context;
  const rendered = new RenderedText(invocation.context, face.wraps ? face.width : null);
  return {
    process: async (input) => {
      for (const item of inputItems(input, given)) rendered.print(item);
    },
    end: async () => {
      const text = rendered.finish();
      if (pages && face.page !== undefined) await face.page(text);
      else face.host(text);
    },
  };
}
