import { SecureText } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';

export const convertToSecureString: Builtin = {
  name: 'ConvertTo-SecureString',
  synopsis: { en: 'Makes a secret of a text.', fr: 'Fait d’un texte un secret.' },
  parameters: [
    { name: 'String', type: 'text', position: 1, mandatory: true, pipeline: true },
    { name: 'AsPlainText', type: 'switch' },
    { name: 'Force', type: 'switch' },
  ],
  examples: ["New-Mailbox -Name 'Alice' -Password (ConvertTo-SecureString 'P@ssw0rd!' -AsPlainText -Force)"],
  start: (invocation, given) => ({
    process: async (input) => {
      if (!given.flag('AsPlainText')) {
        throw operationError(
          'PlainTextRequired',
          'Only plain text can be made a secret here; add -AsPlainText -Force.',
          'InvalidArgument',
        );
      }
      await invocation.emit(new SecureText(input === undefined ? (given.text('String') ?? '') : toText(input)));
    },
  }),
};
