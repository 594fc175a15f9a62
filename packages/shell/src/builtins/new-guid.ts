import { randomUUID } from 'node:crypto';
import type { Builtin } from '../runtime/builtin.ts';

export const newGuid: Builtin = {
  name: 'New-Guid',
  synopsis: { en: 'Gives a new GUID.', fr: 'Donne un nouveau GUID.' },
  parameters: [],
  examples: ['New-Guid'],
  start: (invocation) => ({
    process: async () => await invocation.emit(randomUUID()),
  }),
};
