import { setTimeout } from 'node:timers/promises';
import type { Builtin } from '../runtime/builtin.ts';
import { PipelineStopped } from '../runtime/control-signals.ts';
import { toNumber } from '../runtime/convert-number.ts';

export const startSleep: Builtin = {
  name: 'Start-Sleep',
  aliases: ['sleep'],
  synopsis: { en: 'Waits; Ctrl-C ends it.', fr: 'Attend ; Ctrl-C met fin à l’attente.' },
  parameters: [
    { name: 'Seconds', type: 'any', aliases: ['s'], position: 1 },
    { name: 'Milliseconds', type: 'number', aliases: ['ms', 'm'] },
  ],
  examples: ['Start-Sleep -Seconds 5'],
  start: (invocation, given) => ({
    process: async () => {
      const wait = given.number('Milliseconds') ?? toNumber(given.value('Seconds')) * 1000;
      invocation.context.face.settle();
      try {
        await setTimeout(Math.max(0, wait), undefined, { signal: invocation.context.signal });
      } catch {
        throw new PipelineStopped();
      }
    },
  }),
};
