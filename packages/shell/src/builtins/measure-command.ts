import { TimeSpan } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';

export const measureCommand: Builtin = {
  name: 'Measure-Command',
  synopsis: { en: 'Gives the time that a block takes.', fr: 'Donne le temps que prend un bloc.' },
  parameters: [{ name: 'Expression', type: 'block', position: 1, mandatory: true }],
  examples: ['Measure-Command { Get-Mailbox -ResultSize Unlimited }'],
  start: (invocation, given) => ({
    process: async () => {
      const block = given.block('Expression');
      if (block === null) return;
      const startedAt = performance.now();
      await invocation.engine.runBlock(block, invocation.context, { sharesScope: true, emit: async () => undefined });
      await invocation.emit(new TimeSpan(Math.round(performance.now() - startedAt)));
    },
  }),
};
