import type { Builtin } from '../runtime/builtin.ts';

export const getExecutionPolicy: Builtin = {
  name: 'Get-ExecutionPolicy',
  synopsis: {
    en: 'Gives Unrestricted: every script that may be read is run.',
    fr: 'Donne Unrestricted : tout script lisible est exécuté.',
  },
  parameters: [{ name: 'Scope', type: 'text', position: 1 }],
  examples: ["if ((Get-ExecutionPolicy) -eq 'Restricted') { throw 'no scripts' }"],
  start: (invocation) => ({
    process: async () => await invocation.emit('Unrestricted'),
  }),
};
