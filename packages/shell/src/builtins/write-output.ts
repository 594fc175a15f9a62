import type { Builtin } from '../runtime/builtin.ts';

export const writeOutput: Builtin = {
  name: 'Write-Output',
  aliases: ['echo', 'write'],
  synopsis: { en: 'Puts values into the pipeline.', fr: 'Place des valeurs dans le pipeline.' },
  parameters: [
    { name: 'InputObject', type: 'any', position: 1, rest: true, pipeline: true },
    { name: 'NoEnumerate', type: 'switch' },
  ],
  examples: ["Write-Output 'one','two'"],
  start: (invocation, given) => ({
    process: async (input) => {
      if (input !== undefined) await invocation.emit(input);
      else if (given.flag('NoEnumerate')) await invocation.emit(given.value('InputObject'));
      else for (const item of given.list('InputObject')) await invocation.emit(item);
    },
  }),
};
