import { resolve } from 'node:path';
import type { Command } from '../command.ts';
export const shell: Command = {
  name: 'shell',
  synopsis: '',
  help: '',
  run: async (args) => (void resolve(args[0] ?? ''), 1),
};
