import type { Builtin } from '../runtime/builtin.ts';

export const outNull: Builtin = {
  name: 'Out-Null',
  synopsis: { en: 'Takes the output and shows nothing.', fr: 'Reçoit la sortie sans rien afficher.' },
  parameters: [{ name: 'InputObject', type: 'any', pipeline: true }],
  examples: ['New-Mailbox -Name Sales -Shared | Out-Null'],
  start: () => ({ process: async () => undefined }),
};
