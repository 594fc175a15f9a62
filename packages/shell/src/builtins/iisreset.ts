import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';
import { runServiceVerb } from './service-verb.ts';

export const iisreset: Builtin = {
  name: 'iisreset',
  synopsis: {
    en: 'Restarts the web services, as the command prompt does: Restart-Service W3SVC.',
    fr: 'Redémarre les services web, comme à l’invite de commandes : Restart-Service W3SVC.',
  },
  parameters: [{ name: 'Words', type: 'text', position: 1, list: true, rest: true }],
  examples: ['iisreset'],
  start: (invocation, given) => ({
    process: async () => {
      const words = given.list('Words').map(toText);
      const verbs: Readonly<Record<string, string>> = {
        '/restart': 'Restart-Service',
        '/noforce': 'Restart-Service',
        '/start': 'Start-Service',
        '/stop': 'Stop-Service',
        '/status': 'Get-Service',
      };
      const option = words.find((word) => word.startsWith('/'))?.toLowerCase();
      const verb = option === undefined ? 'Restart-Service' : verbs[option];
      if (verb === undefined)
        throw operationError(
          'InvalidArgument',
          `"${option}" is no option of iisreset; /restart, /start, /stop and /status are.`,
          'InvalidArgument',
          option,
        );
      await runServiceVerb(invocation, ['iisreset', ...words].join(' '), verb, 'W3SVC');
    },
  }),
};
