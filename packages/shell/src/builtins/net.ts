import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';
import { runServiceVerb } from './service-verb.ts';

export const net: Builtin = {
  name: 'net',
  synopsis: {
    en: 'Starts and stops services with the words of the command prompt.',
    fr: 'Démarre et arrête des services avec les mots de l’invite de commandes.',
  },
  parameters: [{ name: 'Words', type: 'text', position: 1, list: true, rest: true }],
  examples: ['net stop MSExchangeIMAP4', 'net start MSExchangeIMAP4'],
  start: (invocation, given) => {
    const words = given.list('Words').map(toText);
    return {
      process: async () => {
        const [verb = '', ...others] = words;
        const service = others.filter((word) => !/^\/[yn]$/i.test(word)).join(' ');
        const meant =
          verb.toLowerCase() === 'start' ? 'Start-Service' : verb.toLowerCase() === 'stop' ? 'Stop-Service' : null;
        if (meant === null || (service === '' && meant === 'Stop-Service')) {
          throw operationError(
            'InvalidArgument',
            `"net ${words.join(' ')}" is not understood; "net start NAME" and "net stop NAME" are.`,
            'InvalidArgument',
          );
        }
        if (service === '') await runServiceVerb(invocation, 'net start', 'Get-Service', '*');
        else await runServiceVerb(invocation, `net ${words.join(' ')}`, meant, service);
      },
    };
  },
};
