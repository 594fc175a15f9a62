import type { Builtin } from '../runtime/builtin.ts';
import type { Value } from '../runtime/values.ts';
import { encodingNames, requireFiles, writeText } from './file-encoding.ts';
import { RenderedText } from './rendered-text.ts';

export const teeObject: Builtin = {
  name: 'Tee-Object',
  aliases: ['tee'],
  synopsis: {
    en: 'Passes objects on and keeps them in a file or a variable.',
    fr: 'Transmet les objets et les garde dans un fichier ou une variable.',
  },
  parameters: [
    { name: 'FilePath', type: 'text', aliases: ['Path', 'LiteralPath'], position: 1 },
    { name: 'Variable', type: 'text' },
    { name: 'Append', type: 'switch' },
    { name: 'Encoding', type: 'text', values: encodingNames },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Tee-Object -Variable all | Measure-Object'],
  start: (invocation, given) => {
    const path = given.text('FilePath');
    const variable = given.text('Variable');
    const rendered = new RenderedText(invocation.context, 120);
    const kept: Value[] = [];
    return {
      process: async (input) => {
        if (input === undefined) return;
        if (path !== null) rendered.print(input);
        kept.push(input);
        await invocation.emit(input);
      },
      end: async () => {
        if (variable !== null) invocation.context.scope.set(variable, kept.length === 1 ? (kept[0] ?? null) : kept);
        if (path === null) return;
        const files = requireFiles(invocation);
        await writeText(files, path, rendered.finish(), {
          encoding: given.text('Encoding'),
          appends: given.flag('Append'),
        });
      },
    };
  },
};
