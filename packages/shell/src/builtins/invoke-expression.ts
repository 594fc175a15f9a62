import { parseScript } from '../language/parse-script.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { toText } from '../runtime/to-text.ts';
import { ScriptBlock } from '../runtime/values.ts';

export const invokeExpression: Builtin = {
  name: 'Invoke-Expression',
  aliases: ['iex'],
  synopsis: { en: 'Runs a text as a command line.', fr: 'Exécute un texte comme une ligne de commande.' },
  parameters: [{ name: 'Command', type: 'text', position: 1, mandatory: true, pipeline: true }],
  examples: ["Invoke-Expression 'Get-Mailbox anna'"],
  start: (invocation, given) => ({
    process: async (input) => {
      const text = input === undefined ? (given.text('Command') ?? '') : toText(input);
      const block = new ScriptBlock(parseScript(text), text, { text, file: null });
      await invocation.engine.runBlock(block, invocation.context, { sharesScope: true, emit: invocation.emit });
    },
  }),
};
